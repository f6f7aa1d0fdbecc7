"""The timeline of a customer: tickets, calls, messages, letters, recordings, verifications, changes and consents.

Imports `access`, `calls`, `customers`, `dispositions`, `identity`, `mail`, `recordings`, `tickets` and `kit`, and no
other noun. Each noun lists its own rows. Read `domain` first: `domain.merge` merges them into one page.
"""
