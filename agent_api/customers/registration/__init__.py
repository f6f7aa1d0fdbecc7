"""Registration of one customer by a person, with a warning about records that may be the same customer.

Imports `agent_api.customers`, `access` and `kit`, and no other noun. Read `service` first: it compares the new customer
with the existing ones, and stores the record.
"""
