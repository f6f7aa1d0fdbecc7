"""Counts beside the figures: by area and official, by advisor, by reason for contact, and the time to escalation. Pure.

Imports `metrics.indicators.cells` and `metrics.indicators.ledger`; only `folds` imports the folds of calls. Read
`contacts` first: it counts what an advisor did in a call.
"""
