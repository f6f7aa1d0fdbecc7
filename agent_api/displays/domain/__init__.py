"""A wall display as a value: its state, its settings and its pairing code. Pure.

Imports nothing of the project. Read `display` first.
"""
