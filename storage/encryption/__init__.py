"""Encryption of single fields: keys, key ring, cipher and rotation.

Imports `config`, `storage.postgres`. Read `field_cipher` first.
"""
