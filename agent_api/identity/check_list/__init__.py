"""The list of identity checks across calls (M5-1-05, C8): who asked whom, when, which questions, and the result.

Owns the list and its export. It never has an answer, because none is stored. Read `service` first.
"""
