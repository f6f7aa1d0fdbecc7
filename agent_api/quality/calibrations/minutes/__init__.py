"""The minutes of a session: written, signed, corrected, and printed.

Imports the package above it, and `tickets` for the words of a date. Read `service` first.
"""
