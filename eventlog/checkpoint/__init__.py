"""The checkpoint: counters, states of advisors and visits of open calls, so that nothing at start folds the past.

Owns the fold (`fold`, pure: read it first) and its tables (`store`). It must not know Valkey.
"""
