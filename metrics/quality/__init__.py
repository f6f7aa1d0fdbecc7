"""Quality of the service: random samples, scores of evaluations, and what they prove about the whole. Pure.

Imports `metrics.service_level` and `config`. Read `draw` first: it decides what is evaluated.
"""
