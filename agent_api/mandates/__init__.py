"""Mandates: the document by which a person acts for another, as it was stated, and what its check allows today.

Imports `kit`, and no noun: a call (`identity`) and a petition (`tickets`) each store their own. Read `domain` first: it
has the rule that both apply.
"""
