"""Lookups about the customer of a ticket. Imports `agent_api.lookups` and the queries of tickets."""
