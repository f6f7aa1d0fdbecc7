"""Waiting music, composed by us and synthesised by arithmetic.

Owns the composition and its instruments: a slow progression in C for a plucked string over a soft pad. It must not use
any recording. The loop is seamless: what still sounds at its end is mixed into its start.

It is code, not a WAV. A WAV would take 576 kB of the package instead of 4 kB and could not be reviewed or changed. It
would save only one second of the first start, because rendered sounds are cached.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import cos, exp, pi, sin

from ivr.audio.loudness import normalize_loudness
from ivr.audio.waveform import RATE

BAR_S = 3.6

# One bar a line: the pad's chord, then the string's note on each eighth (None is a rest). MIDI note numbers.
SCORE: tuple[tuple[tuple[int, ...], tuple[int | None, ...]], ...] = (
    ((48, 55, 64), (60, 64, 67, 71, 76, None, 74, 67)),
    ((45, 52, 60), (57, 64, 67, 72, 71, None, 67, 64)),
    ((41, 53, 57), (53, 60, 64, 69, 72, None, 69, 64)),
    ((43, 50, 59), (55, 62, 67, 71, 69, None, 67, 62)),
    ((40, 52, 59), (52, 59, 64, 67, 74, None, 71, 67)),
    ((45, 52, 60), (57, 64, 69, 72, 76, None, 72, 69)),
    ((50, 53, 60), (50, 57, 65, 69, 72, None, 69, 65)),
    ((43, 53, 57), (55, 62, 65, 69, 67, None, 65, 62)),
    ((48, 55, 64), (60, 64, 67, 74, 72, None, 67, 64)),
    ((41, 53, 60), (53, 60, 67, 69, 76, None, 74, 69)),
)
ACCENTS = (1.0, 0.7, 0.75, 0.85, 0.95, 0.0, 0.8, 0.65)
STRING_LOUDNESS = 4000.0
STRING_PARTIALS = ((1, 1.0), (2, 0.32), (3, 0.12), (4, 0.05))
PAD_PARTIALS = ((1, 1.0), (2, 0.22), (3, 0.07))
PAD_LOUDNESS = 900.0
DETUNING_HZ = 0.35


def waiting_music() -> list[float]:
    """Return one pass of the loop: 36 seconds at 8,000 Hz."""
    bar, eighth = round(BAR_S * RATE), round(BAR_S * RATE / 8)
    mix = [0.0] * (bar * len(SCORE))
    for number, (chord, melody) in enumerate(SCORE):
        for note in chord:
            _add(mix, number * bar - bar // 4, _pad(note), PAD_LOUDNESS)
        for index, (played, accent) in enumerate(zip(melody, ACCENTS, strict=True)):
            if played is not None:
                _add(mix, number * bar + index * eighth, _plucked(played), accent * STRING_LOUDNESS)
    return normalize_loudness(mix)


def _add(mix: list[float], start: int, sound: Iterable[float], loudness: float) -> None:
    """Mix a sound in, wrapping at the loop's end."""
    length = len(mix)
    for index, sample in enumerate(sound, start):
        mix[index % length] += loudness * sample


@lru_cache(maxsize=64)
def _plucked(note: int) -> tuple[float, ...]:
    """Return a soft string: higher partials fade faster, and an attack of a few milliseconds avoids a click."""
    samples = [0.0] * round(2.6 * RATE)
    for number, loudness in STRING_PARTIALS:
        _ring(samples, number * _frequency(note), loudness, fade_s=0.9 / number**0.7 * (60 / note))
    return _envelope(samples, attack_s=0.01, release_s=0.3)


@lru_cache(maxsize=64)
def _pad(note: int) -> tuple[float, ...]:
    """Return a held tone that swells and fades; two slightly detuned voices beat slowly, like a choir."""
    samples = [0.0] * round(1.5 * BAR_S * RATE)
    for number, loudness in PAD_PARTIALS:
        for shift in (-DETUNING_HZ, DETUNING_HZ):
            _ring(samples, number * _frequency(note) + shift, loudness / 2, fade_s=1e6)
    return _envelope(samples, attack_s=BAR_S / 2, release_s=BAR_S / 2)


def _ring(samples: list[float], frequency_hz: float, loudness: float, fade_s: float) -> None:
    """Add a fading sine, computed by its two-term recurrence."""
    if frequency_hz > 0.43 * RATE:
        return
    decay = exp(-1 / (fade_s * RATE))
    angle = 2 * pi * frequency_hz / RATE
    coefficient, shrink = 2 * decay * cos(angle), decay * decay
    before, now = -loudness * sin(angle) / decay, 0.0
    for index in range(len(samples)):
        samples[index] += now
        before, now = now, coefficient * now - shrink * before


def _envelope(samples: list[float], attack_s: float, release_s: float) -> tuple[float, ...]:
    """Return the sound with fades at both ends."""
    attack, release, length = round(attack_s * RATE), round(release_s * RATE), len(samples)
    for index in range(attack):
        samples[index] *= _swell(index / attack)
    for index in range(release):
        samples[length - 1 - index] *= _swell(index / release)
    return tuple(samples)


def _swell(part: float) -> float:
    return 0.5 - 0.5 * cos(pi * part)


def _frequency(note: int) -> float:
    """Return the frequency in Hz; A4, number 69, is 440."""
    return float(440 * 2 ** ((note - 69) / 12))
