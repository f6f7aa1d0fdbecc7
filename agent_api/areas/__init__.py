"""Areas that answer petitions, and the person in charge of each area today.

Imports `roster` and `kit`, and no other noun. Read `schemas` first: it finds who is in charge and builds the response.
"""
