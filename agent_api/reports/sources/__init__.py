"""What reports are made of, read from one snapshot."""
