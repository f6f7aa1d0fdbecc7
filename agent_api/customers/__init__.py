"""Customers: who may be calling, as far as a number tells."""
