"""Folds of the log: Prometheus, the contractual figures. Takes counts and gives values; must not read a database."""
