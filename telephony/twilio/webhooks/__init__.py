"""Requests from Twilio: signature validation, the TwiML responses, and the webhook addresses of each number.

Imports `gateway` and `call` of `telephony.twilio`, and `telephony.port`, `telephony.metrics`, `telephony.fault_trace`
and `storage.errors`, and nothing else of the project. Read `app` first: it validates and answers a webhook.
"""
