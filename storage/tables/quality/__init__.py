"""Tables of quality: the weekly samples, and the evaluations of their items.

Imports `storage.tables.columns`, and no other module of the package. Import the tables from `storage.tables`. Read
`samples` first: an evaluation is of an item.
"""
