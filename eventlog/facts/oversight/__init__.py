"""Facts that the interventoría receives or makes: sealed periods, reports, observations.

Imports `eventlog.facts.base`.
"""
