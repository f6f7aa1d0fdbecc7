"""Quality from the counts of evaluations: the results of a period, and the evaluations behind a figure.

Imports `access` and `kit`, of `quality` the evaluations, and the rest of `indicators`. Read `results` first: it reads
the counts of a period.
"""
