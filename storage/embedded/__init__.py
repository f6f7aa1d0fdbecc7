"""PostgreSQL and Valkey as child processes, where no servers are installed: demos, tests, one small site.

Owns starting, watching and stopping the servers. It must not know the data that they store.

Imports `storage.errors` and `config.os_errors`, and nothing else of the project. Read `child_process` first: it starts,
restarts and stops one server.
"""
