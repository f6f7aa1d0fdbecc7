"""The waveform of a recording: the loudest moment of each short interval, for caller and advisor apart. Pure.

A peak is on a square-root scale from 0 to `TOP`, so that a quiet voice shows beside a loud one. One byte of each sample
decides it: 1/128 of the full amplitude is finer than a screen can show, and bytes are compared at the speed of the
memory. ITU-T G.711 says how a byte of A-law and mu-law becomes an amplitude.
"""

from collections.abc import Iterable, Iterator
from math import sqrt
from typing import Final

import msgspec

from agent_api.recordings.domain.wav_header import Encoding, WavSound

TOP: Final = 50
"""The peak of full amplitude."""
MAX_PEAKS: Final = 2000
"""Peaks of each side of a long recording: more than a screen has points."""
SHORTEST_MS: Final = 40
_FULL: Final = 32_768


class Waveform(msgspec.Struct, frozen=True, kw_only=True):
    """Peaks from 0 to `TOP`, one for each interval of ``interval_ms``."""

    interval_ms: int
    caller: list[int]
    advisor: list[int]


def measure_waveform(sound: WavSound, pieces: Iterable[bytes]) -> Waveform:
    """Measure the waveform of a file whose bytes come in pieces of any length, from its beginning."""
    interval_ms = max(SHORTEST_MS, -(-sound.duration_ms // MAX_PEAKS))
    frames = sound.rate * interval_ms // 1000
    peaks = list[int](), list[int]()
    waiting = bytearray(), bytearray()
    for levels in _levels(sound, pieces):
        for side in (0, 1):
            waiting[side].extend(levels[side])
            while len(waiting[side]) >= frames:
                peaks[side].append(_peak(waiting[side][:frames]))
                del waiting[side][:frames]
    for side in (0, 1):
        if waiting[side]:
            peaks[side].append(_peak(waiting[side]))
    return Waveform(interval_ms=interval_ms, caller=peaks[0], advisor=peaks[1])


def _levels(sound: WavSound, pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the levels of each piece, of the left and of the right channel."""
    table, frame_bytes = _TABLES[sound.encoding], sound.frame_bytes
    begin, end = sound.begin, sound.begin + sound.length - sound.length % frame_bytes
    at = 0
    for piece in pieces:
        first, last = max(begin - at, 0), min(end - at, len(piece))
        left, right = (
            piece[first + (byte - (at + first - begin)) % frame_bytes : last : frame_bytes].translate(table)
            if first < last
            else b""
            for byte in (frame_bytes // 2 - 1, frame_bytes - 1)
        )
        yield left, right
        at += len(piece)


def _peak(levels: bytes | bytearray) -> int:
    """Return the highest level; a search for one byte is much faster than a comparison of each."""
    return next(level for level in range(TOP, -1, -1) if level in levels or level == 0)


def _level(amplitude: int) -> int:
    return round(TOP * sqrt(min(amplitude, _FULL) / _FULL))


def _linear(byte: int) -> int:
    """Return the amplitude of a 16-bit sample by its high byte."""
    return (byte if byte < 128 else 255 - byte) << 8


def _a_law(byte: int) -> int:
    value = byte ^ 0x55
    exponent, mantissa = (value & 0x70) >> 4, value & 0x0F
    return (mantissa << 4) + 8 if not exponent else ((mantissa << 4) + 0x108) << (exponent - 1)


def _mu_law(byte: int) -> int:
    value = ~byte & 0xFF
    return ((((value & 0x0F) << 3) + 0x84) << ((value & 0x70) >> 4)) - 0x84


_TABLES: Final[dict[Encoding, bytes]] = {
    "linear": bytes(_level(_linear(byte)) for byte in range(256)),
    "a_law": bytes(_level(_a_law(byte)) for byte in range(256)),
    "mu_law": bytes(_level(_mu_law(byte)) for byte in range(256)),
}
