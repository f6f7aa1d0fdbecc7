"""One call on Asterisk: legs, bridges and recovery. Pure."""
