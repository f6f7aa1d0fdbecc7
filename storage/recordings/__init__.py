"""Recordings and attachments at rest: encrypted files, master keys, and the check that plain audio stays in memory.

Imports `storage.encryption`, `storage.postgres`, `storage.errors` and `config`, and nothing else of the project.
Read `vault` first: it writes and reads a folder of encrypted files.
"""
