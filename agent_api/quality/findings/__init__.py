"""Findings of the quality audit (M5-1-05, A22): registered, corrected by their owner, verified by another person.

Imports `access`, `exports`, `kit`, `mail`, `notifications`, `tickets` and `timeline`, and of `quality` the evaluations
and the visits. Read `domain` first: its state machine has who may do what.
"""
