"""Types, names and verdicts of files. Pure."""
