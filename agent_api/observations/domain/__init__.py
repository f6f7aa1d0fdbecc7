"""State of the interventoría's observations. Pure."""
