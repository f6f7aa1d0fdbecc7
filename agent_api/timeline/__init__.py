"""Spanish sentences for facts that no single noun owns. Pure."""
