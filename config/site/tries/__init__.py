"""Tries of a site: simulated calls with their expectations. Pure.

Imports `config` only. Read `scenario` first, the call; then `tries`, its expectations and their checks. The simulator
that runs them is `calls.simulation`.
"""
