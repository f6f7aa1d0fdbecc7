"""Connections to the other systems that lookups query: databases, HTTP services and mainframe extracts.

Imports `lookups.domain`, `config` and `storage`, and no other noun. Read `port` first: it holds the protocol that every
connector implements.
"""
