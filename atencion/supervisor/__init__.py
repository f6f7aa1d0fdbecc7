"""`atencion serve`: it starts, watches and stops the processes.

Imports the names of the roles and the process that forks them, and no code of a call. Read `system` first: it runs a
system from its start to its end.
"""
