"""The list of identity checks across calls (M5-1-05, C8): advisor, customer, time, questions and result.

Owns the list and its export. It never has an answer, because none is stored. Imports
`customers`, `exports`, `access` and `kit`, and no other noun. Read `service` first.
"""
