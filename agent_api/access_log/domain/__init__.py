"""Decisions of the access log: the row of a fact, and the rule of unused accounts. Pure.

Imports `config` and `eventlog.facts`. Read `movements` first.
"""
