"""Drafts: half-filled forms of a call, which survive a reload and are kept for a day.

Imports `access`, `dispositions` and `kit`, and no other noun. Read `store` first: it keeps the table and the revision
that detects concurrent changes.
"""
