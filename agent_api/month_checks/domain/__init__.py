"""The checks of a month as values. Pure.

Imports nothing of the project. Read `checks` first.
"""
