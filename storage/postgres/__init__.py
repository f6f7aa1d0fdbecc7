"""PostgreSQL: its errors, the hosts of an address, accounts, queries and migrations. Only `migrate` knows the tables.

Imports `storage.errors`. Read `engine` first: it connects, and opens units of work and snapshots.
"""
