"""Inputs of reports, read from one snapshot of the database.

Imports the queries of other nouns and no renderer. Read `figures` first: it loads the counts of a day or a month.
"""
