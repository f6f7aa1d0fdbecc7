"""Which facts of a petition's state may be read out, and to whom. Pure.

Imports the domains of tickets and of customers. Read `disclosure` first: it decides by what the caller has proven.
"""
