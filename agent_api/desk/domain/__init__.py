"""State of the advisor's desk and its WebSocket protocol. Pure."""
