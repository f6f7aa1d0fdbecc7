"""Incidents: what failed and for how long, the availability of each system, and the gaps of what is known."""
