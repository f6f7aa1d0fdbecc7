"""Contingency messages: a supervisor plays an approved prompt on a line at once, until a moment.

PostgreSQL has them; gateways read those in force from Valkey. Imports `notifications`, `prompts`, `access`, `timeline`
and `kit`, and no other noun. Read `service` first: it starts and removes a message. `calls.transitions.contingency`
plays it.
"""
