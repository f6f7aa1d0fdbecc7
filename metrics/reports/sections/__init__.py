"""Sections of reports, each a function of the report's inputs. Pure.

Imports the other modules of `metrics.reports`, `metrics.service_level`, `eventlog.facts` and `config`, and nothing else
of the project. Read `figures` first: it shows an indicator beside its target.
"""
