"""Wall displays: televisions that show the figures of now, each by a token of its own that reads nothing else.

Owns the table wall_display. Imports `contingency` and `desk`, whose floor and service levels it shows, and `access`.
Read `service` first: it creates, pairs and revokes a display. `wall` builds what a display reads.
"""
