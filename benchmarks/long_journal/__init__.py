"""Journals as long as years make them, and what they cost: the recorder beside its checkpoint, and a recovery.

Owns the facts of an invented past (`facts`: read it first), the recorder's rate (`recorder`) and recoveries at several
lengths of the journal (`recovery`). `bench_recovery.py` runs both.
"""
