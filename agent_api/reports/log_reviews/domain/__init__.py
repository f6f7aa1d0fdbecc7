"""Decisions of a review: the entity's list as a value, its comparison with the accounts here, and the document. Pure.

Imports `config`, `metrics` and `agent_api.kit`. Read `comparison` first.
"""
