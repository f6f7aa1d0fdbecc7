"""Dispositions: the subject of each call, as its advisor last recorded it, and whose call it is.

Imports `access`, `typology` and `kit`, and no other noun. Read `service` first: it records a disposition and ends the
wrap-up.
"""
