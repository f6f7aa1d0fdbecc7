"""The text, the number and the row of a text message. Pure.

Imports `config`. Read `contents` first: it writes a text that fits into one message.
"""
