"""Import of customers from a file. Imports `agent_api.customers`."""
