"""ARI, Asterisk's REST interface: its transport, requests and events.

Imports `telephony.asterisk.configuration`, `telephony.port` and `storage.periodic`, and nothing else of the project.
Read `link` first: it sends requests over the WebSocket, matches their responses, and reconnects.
"""
