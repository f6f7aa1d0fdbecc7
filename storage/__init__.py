"""PostgreSQL and Valkey: how to reach them, what can go wrong, and the embedded servers for who has none.

Owns connections, units of work and the schema. It must not know what a fact, a call or a ticket means.
"""
