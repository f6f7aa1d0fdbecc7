"""The journal in PostgreSQL: chain, reading, writing, verifying.

Imports `eventlog.folds`, `storage`. Read `chain` first.
"""
