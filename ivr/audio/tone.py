"""Tone before the recording of a voice message. Pure.

It is a sine with fades at both ends, which avoid clicks.
"""

from math import pi, sin

from ivr.audio.waveform import FULL_SCALE, RATE, to_pcm

TONE_HZ = 1000
TONE_MS = 400
_LEVEL_DB = -20.0  # -23 LUFS, as all sounds
_EDGE = RATE // 50


def tone_pcm() -> bytes:
    """Return the tone as 16 bit native PCM, 8,000 Hz, mono."""
    length = RATE * TONE_MS // 1000
    loudest = FULL_SCALE * 10 ** (_LEVEL_DB / 20)
    return to_pcm([loudest * _edge(index, length) * sin(2 * pi * TONE_HZ * index / RATE) for index in range(length)])


def _edge(index: int, length: int) -> float:
    return min(1.0, index / _EDGE, (length - index) / _EDGE)
