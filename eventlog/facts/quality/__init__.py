"""Facts of quality: samples, evaluations, calibrations, coaching, visits and findings. Pure.

Imports `eventlog.facts.base`, and nothing else of the project. Read `sample` first: the plan, the seed, the draw and
its items.
"""
