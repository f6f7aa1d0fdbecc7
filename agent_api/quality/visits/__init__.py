"""Visits of quality (M5-1-05, A21): the site's form answered in person or by monitoring, saved as typed, signed.

Imports `access`, `kit` and `timeline`, and no other noun. Read `domain` first: what a visit needs for its signature.
"""
