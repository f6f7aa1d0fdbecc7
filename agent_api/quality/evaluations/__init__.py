"""Evaluations of calls and answers with the form of the site, and the advisors' feedback (M5-1-05, A21 and G5).

Imports `access`, `calls`, `customers`, `kit`, `mail`, `notifications`, `recordings`, `tickets` and `timeline`, and no
other noun. Read `domain` first: its state machine has who may do what, and when.
"""
