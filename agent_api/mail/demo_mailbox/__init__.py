"""The mail server of the demo, whose messages go no further."""
