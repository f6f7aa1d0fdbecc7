"""Access to the system: users, roles, sessions, service tokens, and the permission that a request needs.

Imports `timeline` and `kit`, and no other noun. Read `guard` first: it authenticates and authorizes each request before
its route runs.
"""
