"""The checkpoint: counters and states of advisors, so that nothing at start folds the past.

Owns the fold (`fold`: read it first) and its tables (`store`). It must not know Valkey.
"""
