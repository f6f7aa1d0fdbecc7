"""Decisions about bulletins. Pure.

Imports the facts alone. Read `bulletin` first.
"""
