"""Messages, their texts, their retry schedule, the results of sending, and bounces. Pure.

Imports `config` and `eventlog.facts`, and no noun. Read `contents` first: it holds the value that fills each template.
"""
