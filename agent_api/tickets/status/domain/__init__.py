"""What of a petition's state may be read out. Pure."""
