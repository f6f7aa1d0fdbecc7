"""One call at Twilio: its desired state and its legs. Pure.

Imports `telephony.port` and `telephony.metrics`, and nothing else of the project. Read `held_call` first: it turns
commands and webhooks into signals, documents and requests.
"""
