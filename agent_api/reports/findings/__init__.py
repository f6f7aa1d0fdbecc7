"""Reports of findings (M5-1-05, A22): made by the worker, presented to the coordinator, received and answered.

Imports `access`, `kit`, `notifications`, `quality` and `timeline`, and of `reports` the renderers. Read `domain` first:
the document, and the steps of a report.
"""
