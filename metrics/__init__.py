"""Figures computed from the log: Prometheus series, contractual indicators, reports and sealed periods. Pure.

The arguments are facts and counts; the results are values. Imports `config`, `eventlog` and `telephony`, and no other
room. Read `indicators` first: it counts the facts and computes the contract's figures.
"""
