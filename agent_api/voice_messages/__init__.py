"""Voice messages: the list of those that wait, and the ticket that attends each one.

Owns the table voice_message. Imports `access`, `customers`, `kit`, `recordings` and `tickets`, and no other noun.
Read `service` first: it lists messages, and links a message to its ticket.
"""
