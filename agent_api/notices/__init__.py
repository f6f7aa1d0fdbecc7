"""Notices about tickets to people of the entity: alarms, breaches, the periodic report and the digest.

Imports `tickets`, `notifications`, `mail`, `access` and `kit`, and no other noun. Read `service` first: it sends each
notice once.
"""
