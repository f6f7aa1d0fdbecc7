"""The own calls of the day."""
