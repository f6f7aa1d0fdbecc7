"""The report of activated, changed and removed users of a month (M5-1-05, C6).

Imports `access`, `access_reviews`, `rights`, `kit`, the journal and, of `reports`, its context. Read `domain` first:
the movements of accounts, and the document.
"""
