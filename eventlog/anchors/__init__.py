"""Anchors: signed heads of the chain that leave the machine, and how a journal is held against them. Pure.

Imports the journal's chain, the facts and the errors of this room. Read `anchor` first: it signs and verifies one.
"""
