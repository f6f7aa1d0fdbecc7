"""Detection of outages from samples of a system's state, and the Spanish descriptions of incidents and gaps. Pure.

Imports `config` and the row types of `incidents.store`, and no other noun. Read `outage_detection` first: it decides
when an outage begins and ends.
"""
