"""Screening of callers by source: limits for sources that the site does not list, and counts of refusals. Pure.

Imports `config.site.calls.sources`, and nothing else of the project. Read `source_limits` first: the token bucket of
each source.
"""
