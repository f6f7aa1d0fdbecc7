"""What the law keeps and what is erased of a person. Pure."""
