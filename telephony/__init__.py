"""Telephony: one port, and the gateways behind it, which do not know each other."""
