"""The periodic review of user accounts (M5-1-05, C6): a snapshot, a decision on each account, and its execution.

Imports `access`, `rights`, `notifications`, `timeline` and `kit`, and no other noun. Read `domain` first: what is
flagged, who may decide, and when a decision is carried out. Accounts change only through `rights`.
"""
