"""A finding as a value: its acts, its last day and its reminders. Pure.

Imports `config` and `eventlog.facts`, and nothing else of the project. Read `state_machine` first.
"""
