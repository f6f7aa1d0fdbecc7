"""The contractual figures of a stretch of time."""
