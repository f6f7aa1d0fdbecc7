"""Practices: an advisor takes the call of a sample caller, in a campaign of its own that no figure counts.

Imports `advisors`, `customers`, `dispositions`, `identity`, `tickets`, `access`, `timeline` and `kit`, and no other
noun. Read `service` first: it starts and ends a practice. `config.site.practice_campaign` defines the practice
campaign, and `atencion.gateways.practice_caller` is the caller.
"""
