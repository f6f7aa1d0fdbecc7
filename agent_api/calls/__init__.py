"""Calls: the recent ones, and one with its timeline."""
