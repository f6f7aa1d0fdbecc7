"""Lookups about the customer of a ticket, without a call.

Imports `access`, `kit` and `lookups`, and no other noun; of `tickets`, it imports `queries`. Read `service` first: it
finds the ticket for the person who asks, and makes the lookup.
"""
