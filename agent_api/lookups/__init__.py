"""Lookups: data about the customer of a call, read from other systems and shown, never stored.

Imports `access`, `customers` and `dispositions`, and no noun above them. Read `service` first: it checks the call and
the verified customer, asks the other system and records the lookup.
"""
