"""Text messages to mobile telephones: from the transaction that posts them to the answer of the service.

Imports `timeline` and `kit`, and no other noun. Read `service` first: it posts messages.
"""
