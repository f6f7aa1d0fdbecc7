"""Session timers (RFC 4028), and the file of dialogs that outlives the gateway's process.

Imports `dialog`, `endpoint`, `messages`, `normalizer` and `sdp` of `telephony.pyvoip.sip`, and `telephony.port`, and
nothing else of the project. Read `session_timer` first: it computes when a session is refreshed or ended.
"""
