"""Sealed periods: one file from which every figure of a month can be recomputed, and its verifier. Pure."""
