"""Phones of advisors: secrets, bindings, browser phones."""
