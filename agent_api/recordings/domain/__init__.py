"""Pauses, byte ranges and WAV headers of recordings. Pure.

Imports `eventlog.facts` and `recordings.schemas`, and no other noun. Read `pauses` first: it finds the silences of a
recording from the facts of its call.
"""
