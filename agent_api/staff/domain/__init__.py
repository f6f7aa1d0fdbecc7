"""The history of a person in the campaign, and the rows of a file of staff. Pure.

Imports no other part of the noun. Read `history` first: the acts that change a history, and what they refuse.
"""
