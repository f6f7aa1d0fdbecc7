"""Processes that only the demo runs; one module a process, with a function `run`."""
