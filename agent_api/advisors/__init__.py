"""Advisors: their state, as they or a supervisor set it."""
