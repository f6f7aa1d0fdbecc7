"""The site's settings for calls: queues, calendars, dialling, trunks, recordings, surveys. Pure.

Imports `config.errors`, `config.public_holidays` and `config.schema`, and no other package of `config.site`.
Read `queues` first: it holds how callers wait, and the ways out of a queue.
"""
