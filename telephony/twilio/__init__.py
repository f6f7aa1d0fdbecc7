"""The cloud gateway: Twilio holds the calls, and its webhooks ask us for the next action of each leg.

Imports `telephony.port`, `telephony.metrics` and the other shared modules of `telephony`, and `storage`, and no other
gateway. Read `gateway` first: it handles a webhook from the request to the response.
"""
