"""Phones of advisors: their addresses, registrations and secrets, browser phones, and the sample phones of the demo.

Imports no other package of `atencion`; of the other rooms, `agent_api.kit`, `config`, `storage` and `telephony`.
Read `addresses` first: it finds the address at which the phone of an advisor rings.
"""
