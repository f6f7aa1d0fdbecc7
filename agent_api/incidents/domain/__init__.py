"""Incidents from samples of a system's state. Pure."""
