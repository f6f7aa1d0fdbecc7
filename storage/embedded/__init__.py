"""PostgreSQL and Valkey run by ourselves, for who has no servers: demos, tests, one small site.

Owns starting, watching and stopping the servers. It must not know what is stored in them.
"""
