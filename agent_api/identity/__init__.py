"""Verifying on a call who somebody is, before a customer's data are opened to the advisor."""
