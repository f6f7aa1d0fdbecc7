"""Facts that the interventoría receives or makes: sealed periods, reports, observations. Pure.

Imports `eventlog.facts.base`.
"""
