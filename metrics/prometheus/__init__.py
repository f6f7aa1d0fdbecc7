"""Prometheus series: their names, labels and help texts. Pure.

Imports `eventlog.facts`, `eventlog.folds`, `telephony.metrics`, `telephony.port` and `telephony.twilio`, and nothing
else of the project. Read `exporter` first: the running totals of calls, and the present state of queues and advisors.
"""
