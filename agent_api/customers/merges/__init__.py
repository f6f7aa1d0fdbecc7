"""Two records of one person: preview, merge, unmerge. Imports `agent_api.customers`."""
