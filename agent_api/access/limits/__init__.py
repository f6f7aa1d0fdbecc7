"""Limits on requests and on wrong sign-ins.

Imports `kit` and `storage`, and no other noun. Read `rate_limit` first: it is the bound of every request.
"""
