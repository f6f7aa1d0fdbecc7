"""A large client as a value: its contacts, and what differs between two versions. Pure.

Imports `agent_api.customers.domain` and `telephony`, and nothing else of the project. Read `client` first.
"""
