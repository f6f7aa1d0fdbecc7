"""Which callers and sources a gateway admits. Pure."""
