"""Operations on samples: rate conversion, trimming, and WAV files.

Samples are mono floats on a 16 bit scale until they are written. It must not know where a sound comes from. All output
is at the telephony rate of 8,000 Hz.
"""

import audioop
import io
import math
import sys
import wave
from array import array
from collections.abc import Sequence
from functools import lru_cache
from math import ceil, cos, gcd, pi, sin
from operator import mul
from typing import NamedTuple

RATE = 8000
FULL_SCALE = 32768

_TAPS = 64  # at 22,050 Hz: flat to 3.1 kHz, 50 dB down where aliases would reach the voice band
_TAPS_RATE = 22050
_CUTOFF = 0.456  # of the lower rate: the -6 dB point, 3,650 Hz for telephony
_SILENT = FULL_SCALE * 10 ** (-50 / 20)

Samples = Sequence[float]


class PcmFile(NamedTuple):
    """The content of a WAV file; ``pcm`` is 16 bit native with interleaved channels, ``width`` the file's, in bytes."""

    rate: int
    channels: int
    width: int
    pcm: bytes

    @property
    def samples(self) -> list[float]:
        """The samples, as mono."""
        return from_pcm(self.pcm if self.channels == 1 else audioop.tomono(self.pcm, 2, 0.5, 0.5))


def read_wav(content: bytes) -> PcmFile:
    """Read a PCM WAV of any width, mono or stereo.

    Raises:
        wave.Error: it is not one.
        EOFError: it is truncated.
    """
    with wave.open(io.BytesIO(content)) as sound:
        width, channels, rate = sound.getsampwidth(), sound.getnchannels(), sound.getframerate()
        frames = sound.readframes(sound.getnframes())
    if channels not in {1, 2} or rate < 1:
        raise wave.Error("unsupported number of channels, or no rate")
    frames = frames[: len(frames) // (width * channels) * width * channels]
    if width == 1:
        frames = audioop.bias(frames, 1, -128)  # eight bits are unsigned in WAV
    return PcmFile(rate, channels, width, audioop.lin2lin(frames, width, 2))


def read_cached_wav(content: bytes) -> bytes:
    """Return the 16 bit native PCM of a WAV that `write_wav` wrote.

    Raises:
        wave.Error: it is another kind of WAV, or none.
        EOFError: it is truncated.
    """
    with wave.open(io.BytesIO(content)) as sound:
        if (sound.getsampwidth(), sound.getnchannels(), sound.getframerate()) != (2, 1, RATE):
            raise wave.Error("unsupported WAV format")
        frames: bytes = sound.readframes(sound.getnframes())
    if len(frames) != 2 * sound.getnframes():
        raise EOFError
    return frames


def write_wav(samples: Samples) -> bytes:
    """Return a WAV: 8,000 Hz, 16 bit, mono."""
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(to_pcm(samples))
    return target.getvalue()


def from_pcm(pcm: bytes) -> list[float]:
    """Return the samples of 16 bit native PCM."""
    return list(map(float, array("h", pcm)))


def to_pcm(samples: Samples) -> bytes:
    """Return 16 bit native PCM, clipped to full scale."""
    top = FULL_SCALE - 1
    return array("h", [max(-FULL_SCALE, min(top, round(sample))) for sample in samples]).tobytes()


def resample(samples: Samples, rate: int) -> list[float]:
    """Resample from ``rate`` (Hz) to 8,000 Hz, with a polyphase windowed sinc as anti-aliasing filter."""
    if rate == RATE:
        return list(samples)
    up, down = RATE // gcd(rate, RATE), rate // gcd(rate, RATE)
    count = len(samples) * up // down
    if count == 0:
        return []
    phases = _phases(rate, up, down, min(up, count))
    width = len(phases[0])
    padded = [0.0] * (width // 2 - 1) + list(samples) + [0.0] * (width // 2 + 1)
    resampled = []
    for index in range(count):
        start = index * down // up
        resampled.append(dot(padded[start : start + width], phases[index % up]))
    return resampled


def dot(first: Samples, second: Samples) -> float:
    """Return the dot product, which takes half of the rendering time."""
    if sys.version_info >= (3, 12):
        return math.sumprod(first, second)
    return float(sum(map(mul, first, second)))


def remove_offset(samples: Samples) -> list[float]:
    """Subtract the mean, which is inaudible and leaves less room for the voice."""
    mean = sum(samples) / len(samples) if samples else 0.0
    return [sample - mean for sample in samples]


def trim(samples: Samples, tail_ms: int, margin_ms: int = 20) -> list[float]:
    """Trim silence to ``margin_ms`` around the sound, fade the edges, and append ``tail_ms`` of silence."""
    loud = [index for index, sample in enumerate(samples) if abs(sample) > _SILENT]
    if not loud:
        return [0.0] * (RATE * tail_ms // 1000)
    margin = RATE * margin_ms // 1000
    trimmed = list(samples[max(0, loud[0] - margin) : loud[-1] + margin])
    fade = min(RATE // 200, len(trimmed) // 2)
    for index in range(fade):
        trimmed[index] *= index / fade
        trimmed[-1 - index] *= index / fade
    return trimmed + [0.0] * (RATE * tail_ms // 1000)


@lru_cache(maxsize=8)
def _phases(rate: int, interpolation: int, decimation: int, count: int) -> tuple[tuple[float, ...], ...]:
    """Return the filter taps for the first positions of an output sample between two input samples.

    They repeat after ``interpolation``; an odd rate has thousands, of which a short sound needs a few.
    """
    width = 2 * ceil(_TAPS * max(1.0, rate / _TAPS_RATE) / 2)
    cutoff = _CUTOFF * min(rate, RATE) / rate
    return tuple(_taps(width, cutoff, index * decimation % interpolation / interpolation) for index in range(count))


def _taps(width: int, cutoff: float, offset: float) -> tuple[float, ...]:
    taps = [_windowed_sinc(tap - (width // 2 - 1) - offset, width, cutoff) for tap in range(width)]
    total = sum(taps)
    return tuple(tap / total for tap in taps)


def _windowed_sinc(distance: float, width: int, cutoff: float) -> float:
    """Return a tap of a low-pass at ``cutoff`` cycles per sample under a Hamming window."""
    window = 0.54 + 0.46 * cos(2 * pi * distance / width)
    angle = 2 * pi * cutoff * distance
    return window * (sin(angle) / angle if angle else 1.0)
