"""The composition root: the life of a call, the processes, and the command line."""
