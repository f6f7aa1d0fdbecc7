"""Counts of the gateways' calls, and their storage in Valkey.

Imports `telephony.port` and `storage.valkey`, and nothing else of the project. Read `meter` first: it counts signals
and commands.
"""
