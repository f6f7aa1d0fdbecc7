"""Rules of coaching: its states, when one is proposed or annulled, and what is overdue. Pure.

Imports `config` and the domain of evaluations. Read `state_machine` first: it has who may do what.
"""
