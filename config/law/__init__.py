"""The law of terms: regimes, their loader, and the arithmetic of deadlines. Pure.

Imports `config.schema`. Read `terms` first.
"""
