"""The contract's indicators, computed from the journal alone. Pure.

Imports `eventlog` and `config`, and nothing else of the project. Read `recount` first: the one fold from facts to
counts and results.
"""
