"""The composition root: the processes, their connections to telephony, and the command line.

Imports every other room; no room imports it. Read `processes` first: it has one module for each process of the system.
"""

INTERRUPTED = 130
"""The exit code of who was ended by Ctrl-C before there was anything to stop."""
