"""The Asterisk node: installation, health, admission."""
