"""Records of other systems: how they are found, decoded and formatted. The circuit breaker of a system. Pure.

Imports `config` and `eventlog.facts`, and no noun. Read `value_format` first: it reads each kind of value and formats
it for the screen.
"""
