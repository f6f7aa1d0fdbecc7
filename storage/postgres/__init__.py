"""What is PostgreSQL's own in this room: its errors, and the hosts of an address.

Read `errors` first. `storage.engine` builds on it. It must not know any table.
"""
