"""Lookups: what other systems know of the customer of a call, read and shown, never kept."""
