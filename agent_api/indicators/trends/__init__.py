"""One indicator over time, and by weekday and hour: what the charts show.

Imports `agent_api.indicators`, `access` and `kit`. Both come from the stored counts by the functions of
`metrics.indicators`, as every figure of the contract. Read `series` first.
"""
