"""Decisions of the search: the meanings of a written text. Pure.

Imports `customers.domain` and `tickets.domain`, and no other noun. Read `criteria` first: it recognises filing
numbers, documents, telephones and names.
"""
