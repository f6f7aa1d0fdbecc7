"""Service level: the contractual figures of a period of time, over HTTP.

Imports `kit` and no other noun; `metrics.service_level` computes the figures. Read `service` first: it reads the
interval counts of the period.
"""
