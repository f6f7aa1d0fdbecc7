"""Pure decisions of the search: what a written text may be.

Imports `customers.domain` and `tickets.domain`, and no other noun. Read `criteria` first: it recognises filing
numbers, documents, telephones and names.
"""
