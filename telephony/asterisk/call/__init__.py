"""One call on Asterisk: its legs, its bridges, and its recovery after a restart or a lost connection. Pure.

Imports `telephony.asterisk.ari`, `telephony.asterisk.configuration`, `telephony.asterisk.dial_strings` and
`telephony.port`, and nothing else of the project. Read `held_call` first: it turns commands and events into requests
and signals.
"""
