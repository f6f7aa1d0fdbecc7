"""Detection of hung processes: heartbeats, probes, and the decision to replace a process.

Imports `atencion.errors`, `eventlog` and `storage`, and nothing else of the project. Read `hang_detection` first: it
decides which processes hang.
"""
