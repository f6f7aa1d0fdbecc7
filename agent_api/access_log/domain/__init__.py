"""Decisions of the access log: the row of a fact, and what happens to an unused account. Pure.

Imports `config` and `eventlog.facts`. Read `movements` first.
"""
