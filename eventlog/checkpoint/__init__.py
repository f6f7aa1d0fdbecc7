"""The checkpoint: counters and states of advisors, so that no start folds the whole past.

Imports `eventlog.folds`, `eventlog.journal` and `storage`, and not Valkey. Read `fold` first: it says what a
checkpoint holds; `store` has its tables.
"""
