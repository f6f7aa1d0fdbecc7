"""Which gateway a process drives, and with what. Read `parts` first."""
