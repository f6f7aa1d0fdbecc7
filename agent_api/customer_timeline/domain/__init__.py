"""Decisions of a customer's timeline: the order of events from many sources, and the sentence of each. Pure.

Imports `kit`, `mail` and `tickets` for the words, and the site. Read `merge` first.
"""
