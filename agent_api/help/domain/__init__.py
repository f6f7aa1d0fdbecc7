"""The order of releases, by which news are seen once. Pure.

Imports nothing of the other nouns. Read `release` first.
"""
