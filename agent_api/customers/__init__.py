"""Customers of the entity: how a record is found, changed, merged and encrypted.

Imports `access`, `dispositions`, `timeline` and `kit`, and no other noun. Read `service` first: it finds, reads,
changes and merges customers, each with its fact.
"""
