"""The contract's indicators, computed from the journal alone. Pure."""
