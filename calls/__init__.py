"""The life of a call: decisions as values, and the driver that carries them out.

Imports `ivr`, `call_router`, `metrics`, `telephony`, `eventlog`, `storage` and `config`, never `agent_api` or
`atencion`. Read `flow` first.
"""
