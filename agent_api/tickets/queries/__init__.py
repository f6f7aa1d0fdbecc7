"""Reading of tickets: lists, pages, and who may see which tickets.

Imports `access`, `customers`, `kit`, `lookups` and `recordings`, and no other noun; of `tickets`, it imports `answers`,
`domain`, `history_store`, `notifications`, `problems`, `schemas`, `sentences`, `store`, `texts` and `workflow`.
Read `visibility` first: it decides who may see a ticket, and what of it.
"""
