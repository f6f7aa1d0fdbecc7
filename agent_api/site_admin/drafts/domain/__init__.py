"""Decisions about drafts: their states, who may approve a publication, the gate, and who changed a field. Pure.

Imports `config`, and no other package of the room. Read `draft` first.
"""
