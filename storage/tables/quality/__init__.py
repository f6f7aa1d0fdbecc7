"""Tables of quality: the weekly samples, the evaluations of their items, calibrations of evaluators, and coaching.

Imports `storage.tables.columns`, and no other module of the package. Import the tables from `storage.tables`. Read
`samples` first: an evaluation is of an item.
"""
