"""The presidency report and the management report, as values without a page layout. Pure.

Imports `metrics.indicators`, `metrics.service_level`, `eventlog.facts` and `config`, and nothing else of the project.
Read `layouts` first: it lists the sections of each report, in order.
"""
