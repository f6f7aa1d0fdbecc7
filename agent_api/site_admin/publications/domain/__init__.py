"""What a publication is, and which may follow which. Pure.

Imports only facts. Read `publication` first.
"""
