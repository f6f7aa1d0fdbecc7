"""Figures beside the contract's: timeliness by area and official, reasons for contact, and work by advisor.

Imports `agent_api.indicators`, `exports`, `access` and `kit`. Read `tables` first: it computes the three tables.
"""
