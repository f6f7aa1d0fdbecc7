"""Calls as the API shows them: a list with filters, and one call with its summary and timeline.

Imports `access`, `customers`, `dispositions`, `exports`, `recordings`, `timeline` and `kit`, and no other noun. Read
`service` first: it reads one call with all that its page shows; `lists` has the list, its counts and its export.
"""
