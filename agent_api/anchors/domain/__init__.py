"""The rule that says of which days the daily anchor is due. Pure.

Imports `config.timezone` and nothing else of the project. Read `daily_schedule` first: it computes the days that are
due.
"""
