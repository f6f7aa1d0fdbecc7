"""What is PostgreSQL's own in this room: its errors, the hosts of an address, and the accounts.

Read `errors` first. `storage.postgres.engine` builds on it. It must not know any table.
"""
