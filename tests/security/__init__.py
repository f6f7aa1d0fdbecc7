"""Attacks of the security review, one module for each area: each shows an attempt and its failure."""
