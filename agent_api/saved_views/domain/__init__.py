"""The lists that have views, and what a view may keep. Pure.

Imports nothing of the other nouns. Read `view_query` first: it checks the query of a view.
"""
