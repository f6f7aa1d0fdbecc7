"""Import of customers from a CSV file, on the command line and by the API, and the report of its refused rows.

Imports `agent_api.customers`, `agent_api.access` and `kit`, and no other noun. Read `importer` first: it stages the
rows of a file and stores them in batches.
"""
