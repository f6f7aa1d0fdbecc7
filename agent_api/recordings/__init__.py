"""Recordings: their intake from the gateway, their playback, and their deletion after the retention time.

Imports `customers`, `access` and `kit`, and no other noun. Read `intake` first: it encrypts and stores a recording, and
removes the plain file.
"""
