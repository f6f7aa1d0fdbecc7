"""Feedback: the advisor reads an evaluation, accepts or refutes it, and a third person decides on a refutation.

Imports `access`, `notifications` and `kit`, and of `quality` the evaluations. Read `service` first: it takes the acts.
"""
