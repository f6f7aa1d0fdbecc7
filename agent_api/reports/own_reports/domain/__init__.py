"""Own reports as values: the catalogue, the period, the schedule, the state and the document. Pure.

Imports `metrics.reports` and the site's model. Read `definition` first.
"""
