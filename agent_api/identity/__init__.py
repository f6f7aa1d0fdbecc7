"""Identity verification: questions during a call that prove who the caller is, before the advisor sees personal data.

Imports `customers`, `dispositions`, `access`, `timeline` and `kit`, and no other noun. Read `service` first: it asks
the questions, judges the answers and releases a blocked customer.
"""
