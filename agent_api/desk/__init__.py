"""The desk: the live page of an advisor or supervisor over one WebSocket, the control of a call, and its supervision.

Imports `screen_pop`, `customers`, `advisors`, `access` and `kit`, and no other noun. Read `hub` first: it follows the
log once and sends each connection the changes that it may see.
"""
