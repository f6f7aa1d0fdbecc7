"""Sealed periods: one file from which every figure of a month can be recomputed, and its verifier. Pure.

Imports `metrics.indicators`, `eventlog` and `config`, and nothing else of the project. Read `manifest` first: the
signed list of the parts of the file.
"""
