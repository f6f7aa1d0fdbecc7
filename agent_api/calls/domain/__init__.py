"""Decisions about a call as people read it: its summary. Pure.

Imports `eventlog` and `config`, and nothing of `agent_api`. Read `summary` first: it folds the facts of a call.
"""
