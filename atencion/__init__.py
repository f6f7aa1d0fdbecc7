"""The composition root: the life of a call, the processes, and the command line."""

INTERRUPTED = 130
"""The exit code of who was ended by Ctrl-C before there was anything to stop."""
