"""Steps of tickets that need data of other people or of the typology: assignment, reclassification, a customer's link.

Imports tickets, `access` and `typology`; `take_step` imports it. Read `assignment` first: it finds who has a step.
"""
