"""Processes that only the demo runs; one module for each process, with a function `run`.

Imports the modules of `atencion.demo`, and what they may import. Read `callers` first: it makes the planned calls by
SIP.
"""
