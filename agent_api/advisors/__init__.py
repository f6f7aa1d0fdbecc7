"""Advisors: whether each is available, paused or off duty, as the advisor or a supervisor sets it.

Imports `roster`, `access` and `kit`, and no other noun. Read `presence` first: it changes an advisor's state and checks
what the change needs.
"""
