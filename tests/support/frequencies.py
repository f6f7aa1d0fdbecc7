"""The frequencies at which a voice has its power, by the Goertzel algorithm."""

import math

from telephony.pyvoip.media.g711 import decode_ulaw
from telephony.pyvoip.media.tones import RATE_HZ


def share_at(voice: bytes, hertz: float) -> float:
    """Return the share of the power of u-law at a frequency (Goertzel), from 0 to 1; 1 is a pure tone."""
    samples = decode_ulaw(voice)
    total = sum(sample * sample for sample in samples)
    return 2 * _goertzel(samples, hertz) / (len(samples) * total) if total else 0.0


def _goertzel(samples: list[int], hertz: float) -> float:
    turn = 2 * math.cos(2 * math.pi * hertz / RATE_HZ)
    before, last = 0.0, 0.0
    for sample in samples:
        before, last = last, sample + turn * last - before
    return before * before + last * last - turn * before * last


def strongest_hertz(voice: bytes, low: int = 200, high: int = 3400, step: int = 10) -> float:
    """Return the strongest frequency in the first half second of u-law, to the step.

    Returns:
        Hertz, or 0.0 for silence.
    """
    samples = decode_ulaw(voice[: RATE_HZ // 2])
    if not any(samples):
        return 0.0
    return float(max(range(low, high + 1, step), key=lambda hertz: _goertzel(samples, hertz)))
