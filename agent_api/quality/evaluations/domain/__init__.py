"""Rules of an evaluation: its states, its form, its learning curve and the term of its refutation. Pure.

Imports `config`, `eventlog.facts` and `metrics.quality`. Read `state_machine` first: it has who may do what, and when.
"""
