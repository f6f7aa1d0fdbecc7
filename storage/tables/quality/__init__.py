"""Tables of quality: the weekly samples, the evaluations of their items, and the calibration of evaluators.

Imports `storage.tables.columns`, and no other module of the package. Import the tables from `storage.tables`. Read
`samples` first: an evaluation is of an item.
"""
