"""The contract's indicators: counts, periods, closed months, and the calls behind a figure.

Imports `calls`, `quality`, `access` and `kit`, and no other noun. Read `service` first: it computes the figures of a
period from the stored counts.
"""
