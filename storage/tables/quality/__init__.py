"""Tables of quality: weekly samples, evaluations of their items, calibrations, coaching, visits and findings.

Imports `storage.tables.columns`, and no other module of the package. Import the tables from `storage.tables`. Read
`samples` first: an evaluation is of an item.
"""
