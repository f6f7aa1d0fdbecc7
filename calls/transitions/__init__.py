"""Transitions of a call, by subject. Pure.

Imports `calls.call`, `call_router`, `config`, `eventlog`, `ivr` and `telephony`; never `calls.flow`, which joins their
rows into one table, nor `calls.driver`. Read `common` first: it holds the steps that several subjects share.
"""
