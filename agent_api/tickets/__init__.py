"""Tickets: petitions, filed with a number that can be dictated, and their life until they are answered.

Imports `access`, `areas`, `customers`, `dispositions`, `drafts`, `identity`, `kit`, `lookups`, `mail`, `mandates`,
`recordings`, `timeline` and `typology`, and no other noun. Read `domain` first: it holds the state machine of a ticket.
"""
