"""Logs of the processes: log lines without personal data, and log files.

Imports `config` and `storage`, and nothing else of the project. Read `configuration` first: it sets up the log lines of
a process, and masks numbers in them.
"""
