"""The timeline of a customer: tickets, calls, messages, letters, recordings, verifications, changes and consents.

Imports `access`, `calls`, `customers`, `dispositions`, `identity`, `mail`, `recordings`, `tickets` and `kit`, and no
other noun. It has no table: each noun lists its own rows. Read `domain.merge` first: it merges them into one page.
"""
