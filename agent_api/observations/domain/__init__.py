"""State of the oversight's observations: the due date of the answer, and whether it is waiting, late or answered. Pure.

Imports `config` and nothing else of the project. Read `deadline` first: it computes the due date and the state.
"""
