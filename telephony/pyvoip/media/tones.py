"""Generation and level of tones: sines and DTMF as u-law. Pure."""

import math
from functools import lru_cache

from telephony.pyvoip.media.g711 import decode_ulaw, encode_ulaw

RATE_HZ = 8000
_FULL_SCALE = 32124  # the loudest u-law sample
_KEYS = ("123A", "456B", "789C", "*0#D")
_ROWS_HZ = (697, 770, 852, 941)  # ITU-T Q.23
_COLUMNS_HZ = (1209, 1336, 1477, 1633)


def tone(hertz: tuple[float, ...], seconds: float, level_dbfs: float = -12.0) -> bytes:
    """Return sines of the same level, added up, as u-law; ``level_dbfs`` is the peak of each below full scale."""
    peak = _FULL_SCALE * 10 ** (level_dbfs / 20)
    steps = [2 * math.pi * each / RATE_HZ for each in hertz]
    samples = [round(peak * sum(math.sin(step * n) for step in steps)) for n in range(round(seconds * RATE_HZ))]
    return encode_ulaw([max(-_FULL_SCALE, min(_FULL_SCALE, sample)) for sample in samples])


@lru_cache(maxsize=16)
def dtmf(digit: str) -> bytes:
    """Return one key as 100 ms of tone and 80 ms of silence, u-law (ITU-T Q.23, Q.24).

    Raises:
        ValueError: no such key.
    """
    for row, keys in zip(_ROWS_HZ, _KEYS, strict=True):
        if len(digit) == 1 and digit in keys:
            return tone((row, _COLUMNS_HZ[keys.index(digit)]), 0.1) + b"\xff" * 640
    raise ValueError(f"{digit!r} is not a key of a telephone")


def level_dbfs(voice: bytes) -> float:
    """Return the level of u-law: its root mean square against a full-scale sine, in dB; -inf for digital silence."""
    if not voice:
        return -math.inf
    power = sum(sample * sample for sample in decode_ulaw(voice)) / len(voice)
    return 10 * math.log10(2 * power / _FULL_SCALE**2) if power else -math.inf
