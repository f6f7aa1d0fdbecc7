"""The screen pop: the line's protocol and the possible customer, which the advisor sees while the phone rings.

Imports `tickets`, `customers`, `large_clients`, `dispositions`, `access` and `kit`, and no other noun. Read
`service` first: it finds the possible customer by the caller's number and builds the screen pop.
"""
