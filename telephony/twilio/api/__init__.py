"""Requests to Twilio's REST API: the client, its retries, the rate limit and the errors.

Imports `telephony.twilio.call` and `storage`, and nothing else of the project. Read `provider` first: it sends each
request and retries it.
"""
