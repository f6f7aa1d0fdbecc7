"""A fact's Spanish sentence: the table that nouns fill, and the sentences of facts that no single noun owns. Pure.

It imports `kit` and no noun. Read `registry` first.
"""
