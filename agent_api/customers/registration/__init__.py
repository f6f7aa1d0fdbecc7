"""Registration of one customer by a person, with a warning about records that may be the same customer.

Imports the modules of `customers` that it needs, and `access` and `kit`. Read `service` first: it compares and stores.
"""
