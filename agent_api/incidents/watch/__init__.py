"""The watch over other systems: it asks their probes and records the results.

Imports `incidents`, `lookups` and `kit`. Read `watcher` first: it asks each system when its time has come.
"""
