"""Transitions of a call, by subject. Pure."""
