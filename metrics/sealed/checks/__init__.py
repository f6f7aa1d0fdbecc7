"""The checks that read the facts of a sealed month: the chain, the first fact that differs, and the samples. Pure.

Imports the rest of `metrics.sealed` except `verifier`, which decides their order. Read `verify_chain` first.
"""
