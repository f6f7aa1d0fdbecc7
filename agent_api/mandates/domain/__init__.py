"""Decisions about mandates. Pure.

Imports `eventlog.facts`, and nothing else of the project. Read `state` first.
"""
