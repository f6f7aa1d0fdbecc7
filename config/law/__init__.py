"""The law of terms: regimes, their loader, and the arithmetic of deadlines.

Imports `config.schema`. Read `terms` first.
"""
