"""Backup and restore of the journal, the tables and the keys.

Imports `atencion.runtime` and `atencion.verification`, and no process. Read `create` first: it writes a backup.
"""
