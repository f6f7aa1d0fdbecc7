"""State of the advisor's desk, its WebSocket protocol, and the targets of a transfer. Pure.

Imports `kit`, `call_router`, `eventlog` and `config`, and no noun. Read `floor` first: it folds facts into queues,
advisors and calls.
"""
