"""The production gateway: Asterisk 22 by ARI, REST and events over one WebSocket; many nodes serve one queue.

Imports `telephony.port`, `telephony.metrics`, `telephony.screening` and the other shared modules of `telephony`,
`storage` and `config`, and no other gateway. Read `gateway` first: it implements the port over one Asterisk node.
"""
