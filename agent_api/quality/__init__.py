"""Quality of the service (M5-1-05, G5 and A21): weekly random samples, evaluations, agreement and calibrations.

Each sub-package owns its tables and routes. Imports `notifications`, `access`, `timeline` and `kit`, and no other noun
unless a sub-package says so. Read `samples` first: it decides which calls and tickets are evaluated.
"""
