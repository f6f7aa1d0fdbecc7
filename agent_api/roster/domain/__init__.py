"""The roster as values: the site's seeds and the changes made to them, merged. Pure.

Imports `config` and nothing else of the project. Read `merge` first: it says which of the two holds.
"""
