"""Decisions about articles: their state, their words, their differences and the notices to their owners. Pure.

Imports `config`, `eventlog` and the search words of `tickets.domain`. Read `article` first.
"""
