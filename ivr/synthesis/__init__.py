"""Synthesisers: Spanish text in, a WAV file out.

Imports `config` and `ivr.errors`. Read `synthesisers` first: it is the port, and finds those that are installed.
"""
