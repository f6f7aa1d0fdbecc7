"""The search of everything that a user may see: petitions, customers, calls, advisors and users.

Imports `tickets`, `calls`, `customers`, `access`, `timeline` and `kit`, and no other noun. Read `service` first: it
asks each of them what the user may find, and records the search without its words.
"""
