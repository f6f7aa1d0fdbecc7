"""Links between tickets: one repeats another (duplicate), or follows it up; and one answer for several of them.

Imports `access` and `kit`, and no other noun; of `tickets`, it imports `domain`, `queries` and `store`. Read `service`
first: it checks a new link and loads the linked tickets of a ticket.
"""
