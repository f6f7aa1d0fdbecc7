"""A SIP phone for the demo, commands and tests; no part of a gateway.

Imports `telephony.pyvoip`, `telephony.port` and `telephony.background_tasks`, and nothing else of the project.
Read `phone` first: one phone, its media and the trace of each of its calls.
"""
