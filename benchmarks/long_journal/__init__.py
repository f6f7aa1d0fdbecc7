"""Measures the cost of journals that cover years: the recorder with its checkpoint, and a recovery.

Owns the facts of an invented past (`facts`: read it first), the recorder's rate (`recorder`) and recoveries at several
lengths of the journal (`recovery`). `bench_recovery.py` runs both.
"""
