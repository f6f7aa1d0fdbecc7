"""Saved views: filters, order and columns of a list under a name, for oneself or shared with those who see the list.

Imports `access` and `kit`, and no other noun. Read `domain` first: it knows the lists and which parameters a view may
keep.
"""
