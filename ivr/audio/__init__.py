"""Sounds as samples: their waveform, their measured loudness, tones and music, and the conversion of recordings.

Imports `config` and `ivr.errors`. Read `waveform` first: it reads and writes WAV files.
"""
