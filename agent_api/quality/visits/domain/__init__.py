"""A visit as a value: its content, the faults of it, and its digest. Pure.

Imports `config` and `eventlog.facts`, and nothing else of the project. Read `visit` first.
"""
