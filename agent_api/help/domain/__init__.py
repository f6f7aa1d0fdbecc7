"""Decisions about what a user has seen of the help."""
