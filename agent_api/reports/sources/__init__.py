"""Inputs of reports, read from one snapshot of the database.

Imports `incidents`, `indicators` and `kit`, and no renderer. Read `figures` first: it loads the counts of a period.
"""
