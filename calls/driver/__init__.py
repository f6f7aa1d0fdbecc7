"""The shell around `calls.flow`: it commits acts and sends commands.

Imports `calls`, `call_router` and the port of telephony, and no gateway. Read `driver` first: it turns a signal into
an act.
"""
