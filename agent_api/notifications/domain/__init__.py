"""The kinds of notifications and their Spanish sentences, without input or output.

Imports no other package of `agent_api`. Read `notification` first.
"""
