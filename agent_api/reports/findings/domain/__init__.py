"""A report of findings as a value: its period, its document and its steps. Pure.

Imports `config`, `eventlog.facts`, `metrics` and the domains of `quality`. Read `document` first.
"""
