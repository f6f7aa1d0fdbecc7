"""The desk: what goes on now, told live over one WebSocket, and what an advisor does in a call."""
