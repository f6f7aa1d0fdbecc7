"""The kinds of notifications and their Spanish sentences. Pure.

Imports no other package of `agent_api`. Read `notification` first.
"""
