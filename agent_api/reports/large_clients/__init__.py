"""The monthly report of the channel of large clients (M5-1-05, C5): its document, from one state of the database.

Imports `kit` and `large_clients`. Read `domain` first: the figures and the tables.
"""
