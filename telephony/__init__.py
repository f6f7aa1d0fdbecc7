"""Telephony: one port, and the gateways that implement it, which do not import each other.

Imports `storage` and `config`, and no other room. Read `port` first: the commands and signals that every gateway
shares.
"""
