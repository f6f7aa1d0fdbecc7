"""The registrar: it authenticates phones and changes their bindings (RFC 3261 §10.3).

Imports `messages`, `endpoint`, `normalizer`, `digest`, `nonces` and `throttle` of `telephony.pyvoip.sip`, and
`telephony.port` and `telephony.fault_trace`, and nothing else of the project. Read `registrar` first: it answers a
REGISTER.
"""
