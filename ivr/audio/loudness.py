"""Loudness of a sound as people hear it, by ITU-R BS.1770-4. Pure.

Owns the K-weighting filter, the gates, and the gain that gives each sound the same loudness. Samples are mono floats on
a 16 bit scale, as in `ivr.audio.waveform`.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import inf, log10, pi, tan
from typing import Final, NamedTuple

from ivr.audio.waveform import FULL_SCALE, RATE, Samples

TARGET_LUFS: Final = -23.0
"""Loudness of each sound, as in EBU R 128.

Telephone networks carry speech near -26 dBFS (ITU-T P.56), so a prompt is slightly louder than a conversation. Peaks of
speech are up to 22 dB above its loudness: without a limiter, a higher target would leave some prompts quieter.
"""
CEILING_DB: Final = -1.0
"""Highest peak that the gain may give, in dB of full scale; no limiter changes the voice."""
SAME_DB: Final = 0.05
"""A gain smaller than this changes nothing, so that a sound that was normalised stays as it is."""

# BS.1770-4, annex 1: blocks of 400 ms that overlap by 75 %, an absolute gate, and a gate relative to the rest.
_STEP_S: Final = 0.1
_STEPS_IN_BLOCK: Final = 4
_ABSOLUTE_GATE: Final = -70.0
_RELATIVE_GATE: Final = -10.0
_OFFSET: Final = -0.691
"""Makes a 997 Hz sine of 0 dBFS measure -3.01 LUFS (BS.1770-4, annex 1, equation 2)."""


class Biquad(NamedTuple):
    """A second-order filter; a0 is 1."""

    b0: float
    b1: float
    b2: float
    a1: float
    a2: float


@lru_cache(maxsize=16)
def k_weighting(rate: int) -> tuple[Biquad, Biquad]:
    """Return the two filters of BS.1770-4 (tables 1 and 2, for 48,000 Hz) at a rate, by the bilinear transform.

    First the shelf that stands for the head, then the high-pass called RLB. Frequencies, gain and quality are those of
    the analogue filters that give the tables' coefficients at 48,000 Hz.
    """
    k, q = tan(pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    whole = 1 + k / q + k * k
    shelf = Biquad(
        (high + band * k / q + k * k) / whole,
        2 * (k * k - high) / whole,
        (high - band * k / q + k * k) / whole,
        2 * (k * k - 1) / whole,
        (1 - k / q + k * k) / whole,
    )
    k, q = tan(pi * 38.13547087602444 / rate), 0.5003270373238773
    whole = 1 + k / q + k * k
    return shelf, Biquad(1.0, -2.0, 1.0, 2 * (k * k - 1) / whole, (1 - k / q + k * k) / whole)


def integrated_loudness(samples: Samples, rate: int = RATE) -> float:
    """Return the loudness in LUFS; minus infinity for silence. A sound shorter than 400 ms is one block."""
    step = max(1, round(rate * _STEP_S))
    powers = _step_powers(samples, rate, step)
    if len(powers) < _STEPS_IN_BLOCK:
        blocks = [sum(powers) * step / len(samples)] if samples else []
    else:
        blocks = [sum(powers[at : at + 4]) / 4 for at in range(len(powers) - 3)]
    loud = [block for block in blocks if _lufs(block) > _ABSOLUTE_GATE]
    if not loud:
        return -inf
    gate = _lufs(_mean(loud)) + _RELATIVE_GATE
    return _lufs(_mean([block for block in loud if _lufs(block) > gate]))


def peak_db(samples: Samples) -> float:
    """Return the highest sample in dB of full scale; minus infinity for silence."""
    highest = max(map(abs, samples), default=0.0)
    return 20 * log10(highest / FULL_SCALE) if highest else -inf


def normalize_loudness(samples: Samples, target: float = TARGET_LUFS) -> list[float]:
    """Set the loudness with one gain for the whole sound, lowered where a peak would pass the ceiling."""
    loudness = integrated_loudness(samples)
    if loudness == -inf:
        return list(samples)
    gain_db = min(target - loudness, CEILING_DB - peak_db(samples))
    if abs(gain_db) < SAME_DB:
        return list(samples)
    gain = 10 ** (gain_db / 20)
    return [sample * gain for sample in samples]


def _step_powers(samples: Samples, rate: int, step: int) -> list[float]:
    """Return the mean square of the weighted sound for each step of 100 ms; a last part of a step is left out.

    A sound shorter than one block keeps its last part. Both filters are in one loop, in transposed direct form II.
    """
    (b0, b1, b2, a1, a2), (_, _, _, c1, c2) = k_weighting(rate)
    s1 = s2 = t1 = t2 = 0.0
    powers = []
    whole = len(samples) // step * step if len(samples) >= _STEPS_IN_BLOCK * step else len(samples)
    for at in range(0, whole, step):
        power = 0.0
        for sample in samples[at : at + step]:
            shelved = b0 * sample + s1
            s1 = b1 * sample - a1 * shelved + s2
            s2 = b2 * sample - a2 * shelved
            heard = shelved + t1
            t1 = t2 - 2.0 * shelved - c1 * heard
            t2 = shelved - c2 * heard
            power += heard * heard
        powers.append(power / step / FULL_SCALE**2)
    return powers


def _lufs(power: float) -> float:
    return _OFFSET + 10 * log10(power) if power > 0 else -inf


def _mean(powers: Sequence[float]) -> float:
    return sum(powers) / len(powers)
