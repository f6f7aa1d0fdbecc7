"""A novelty as a value: its acts, the last days of its replies, and its line in a report. Pure.

Imports `config` and `eventlog.facts`, and nothing else of the project. Read `state_machine` first.
"""
