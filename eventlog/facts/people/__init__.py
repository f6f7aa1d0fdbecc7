"""Facts of the people who work: the staff, their seats and queues, their training, and what they were sent. Pure.

Imports `eventlog.facts.base`, and nothing else of the project. Read `staff` first: entries, moves and exits.
"""
