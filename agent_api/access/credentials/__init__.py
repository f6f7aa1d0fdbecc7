"""Proofs of a user: passwords, second factors, phone passwords and known browsers.

Imports `kit` and `storage`, and no other noun. Read `passwords` first: it hashes and verifies a password.
"""
