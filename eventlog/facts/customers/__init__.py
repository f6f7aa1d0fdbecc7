"""Facts of customers: changes and reads of records, identity checks, lookups in other systems, erasures. Pure.

Imports `eventlog.facts.base`, and nothing else of the project. Read `customer` first: a record is imported, changed,
merged, searched or read.
"""
