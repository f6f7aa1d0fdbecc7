"""Publications, and the order in which they may follow each other. Pure.

Imports only facts. Read `publication` first.
"""
