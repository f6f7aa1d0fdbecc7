"""Decisions about a practice: its slot, its end, and the comparison with the scenario. Pure."""
