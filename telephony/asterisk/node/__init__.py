"""The Asterisk node: its installation, its health, its phones, and the admission of calls.

Imports `recording`, `call`, `ari` and `configuration` of `telephony.asterisk`, the shared modules of `telephony`,
`storage` and `config`, and no other gateway. Read `installation` first: it finds the Asterisk program and prepares the
node's folder.
"""
