"""SIP of the embedded gateway: endpoint, transactions, digests, dialogs, calls, registrations and session timers.

Imports `telephony.pyvoip.library` and `telephony.port`. Read `transactions` first: it repeats requests and matches
their answers (RFC 3261, section 17).
"""
