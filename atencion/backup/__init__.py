"""Backup and restore of the journal, the tables and the keys. Read `create` first."""
