"""Receipts: the constancia of a filed petition, with what the decree wants in it."""
