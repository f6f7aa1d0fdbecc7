"""The production gateway: Asterisk 22 by ARI, REST and events over one WebSocket; many nodes serve one queue."""
