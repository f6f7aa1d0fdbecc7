"""Seeded faults in the product's code: a measure of what the tests detect.

Read `areas` first; `scripts/mutate-code` puts each fault into a copy and runs the tests of its area.
"""
