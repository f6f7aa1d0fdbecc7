"""Coaching: the sessions that follow an evaluation, from the proposal to the follow-up (M5-1-05, G5).

Imports `access`, `notifications`, `timeline` and `kit`, and no other noun; of `quality` it reads the tables of
evaluations. Read `domain` first: its state machine has who may do what, and when.
"""
