"""Agreement of the evaluators on the items of the weekly samples that two of them evaluated.

Imports `kit`, and no other noun. Read `service` first: it chooses what counts.
"""
