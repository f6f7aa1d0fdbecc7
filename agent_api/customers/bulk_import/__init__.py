"""Import of customers from a CSV file, and the report of the rows that are refused.

Imports `agent_api.customers` and `kit`, and no other noun. Read `importer` first: it stages the rows of a file and
stores them in batches.
"""
