"""Incidents: failures of systems and how long they last, the availability of each system, and the gaps in its data.

Imports `tickets`, `lookups`, `access` and `kit`, and no other noun. Read `service` first: it lists, opens and closes
incidents by hand; the package `watch` detects outages.
"""
