"""Legal terms over HTTP: the last day to answer, its basis and the count.

Imports `kit` and no other noun; `config.law` computes the terms. Read `routes` first: its one route stores nothing.
"""
