"""Anchors: signed heads of the chain that leave the machine, and what a journal must be to fit them. Pure.

May import the chain and the errors of this room. Read `anchor` first.
"""
