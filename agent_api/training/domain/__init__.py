"""Training as values: the record of a participant, the standing of an advisor in a course, reminders. Pure.

Imports `config` and `eventlog.facts`, and nothing else of the project. Read `participation` first.
"""
