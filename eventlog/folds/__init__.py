"""Folds of facts: call records, counters, visits. Imports `eventlog.facts`. Read `call_record` first. Pure."""
