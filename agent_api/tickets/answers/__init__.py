"""Answers to petitions: templates whose blanks are filled from the ticket, and the files that go with an answer.

Imports `access`, `kit` and `mail`, and no other noun; of `tickets`, it imports `attachments`, `domain`,
`notifications`, `petitioner`, `queries` and `store`. Read `service` first: it fills a template for a ticket.
"""
