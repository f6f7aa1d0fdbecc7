"""Calls as the API shows them: a list with filters, and one call with its timeline.

Imports `access`, `recordings`, `timeline` and `kit`, and no other noun. Read `routes` first: it lists the calls and
builds the timeline of one.
"""
