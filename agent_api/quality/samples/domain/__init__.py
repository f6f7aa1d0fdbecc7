"""Decisions about weekly samples. Pure.

Imports `config`, `eventlog`, `metrics` and the errors of samples, and nothing else of `agent_api`. Read `plan` first:
what a site asks for.
"""
