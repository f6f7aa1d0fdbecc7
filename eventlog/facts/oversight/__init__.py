"""Facts of the interventoría's supervision: closed and sealed periods, chain heads, reports, observations. Pure.

Imports `eventlog.facts.base`, and nothing else of the project. Read `seal` first: the chain heads and the sealed
periods that the interventoría receives.
"""
