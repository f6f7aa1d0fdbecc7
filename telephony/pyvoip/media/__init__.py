"""Voice of the embedded gateway: RTP, codecs, tones, mixing."""
