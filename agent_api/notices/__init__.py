"""Notices about tickets to people of the entity: alarms, breaches and the periodic report.

Imports `tickets`, `mail` and `kit`, and no other noun. Read `service` first: it sends each notice once.
"""
