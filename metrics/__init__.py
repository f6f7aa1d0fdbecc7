"""Folds of the log: Prometheus series and contractual figures. Takes counts and gives values. Pure."""
