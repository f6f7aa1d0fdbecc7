"""PostgreSQL, Valkey and encrypted files: connections, errors, encryption, and embedded servers for small sites.

Owns connections, units of work and the schema. It must not know the meaning of a fact, a call or a ticket.

Imports `config`, and no other room. Read `postgres` first: the engine, its transactions and its errors.
"""
