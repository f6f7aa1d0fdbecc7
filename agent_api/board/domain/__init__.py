"""Decisions of the board: figures of half hours, states of a day, and thresholds. Pure.

Imports the counts of `metrics.indicators` and the site. Read `half_hours` first.
"""
