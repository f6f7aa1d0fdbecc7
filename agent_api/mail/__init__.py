"""Mail of the entity: messages and letters, from the transaction that posts them to the proof of delivery.

Imports `timeline` and `kit`, and no other noun. Read `service` first: it posts messages and records bounces.
"""
