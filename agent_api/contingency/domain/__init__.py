"""Decisions about a contingency message: whether it may start, whether it is in force, how it ended. Pure.

Imports `config` and `eventlog`. Read `message` first: it is the only module.
"""
