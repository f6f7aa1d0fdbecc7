"""Other campaigns: calls that are transferred to them and received from them.

Imports `calls` and `call_router`; `calls.driver` knows it by its port alone. Read `port` first: it is what the driver
asks of another campaign.
"""
