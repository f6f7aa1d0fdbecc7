"""Voice of the embedded gateway: RTP, codecs, tones, mixing.

Imports `telephony.port`, and nothing else of the project. Read `loop` first: the one thread that serves the voice of
all calls.
"""
