"""Recordings that Twilio makes, until they are downloaded and deleted there.

Imports `telephony.twilio.api`, `telephony.port`, `telephony.fault_trace` and `storage`, and nothing else of the
project. Read `pending_recording` first: one recording, and the next step for it.
"""
