"""Observations of the oversight about the contract, and the coordinator's answers (M5-1-05, A23).

Imports `tickets`, `quality`, `notifications`, `access`, `mail`, `timeline` and `kit`, and no other noun. Read `service`
first: it creates an observation and records its one answer.
"""
