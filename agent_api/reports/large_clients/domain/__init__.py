"""The report of large clients as a value. Pure.

Imports `config`, `metrics` and the domains of `large_clients`. Read `document` first.
"""
