"""Attachments: files that belong to a ticket, encrypted outside the database.

Owns the table attachment. Imports `access`, `kit` and `timeline`, and no other noun; of `tickets`, it imports
`notifications`, `queries` and `store`. Read `service` first: it attaches files to a ticket and opens them.
"""
