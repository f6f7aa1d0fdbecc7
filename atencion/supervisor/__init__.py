"""`atencion serve`: it starts, watches and stops the processes.

Imports every role of `atencion.processes` by name, and no code of a call. Read `system` first: it runs a system from
its start to its end.
"""
