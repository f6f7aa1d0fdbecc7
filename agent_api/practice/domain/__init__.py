"""Decisions about a practice: its slot, its end, and the comparison with the scenario. Pure.

Imports `config` and `eventlog`. Read `practice` first; `automatic_end` needs its values.
"""
