"""Operations on samples: rate conversion, trimming, and WAV files.

Samples are mono floats on a 16 bit scale until they are written. It must not know where a sound comes from. All output
is at the telephony rate of 8,000 Hz.
"""

import audioop
import io
import wave
from array import array
from collections.abc import Sequence
from functools import lru_cache
from math import ceil, cos, gcd, pi, sin
from typing import NamedTuple

RATE = 8000
FULL_SCALE = 32768

_TAPS = 64  # at 22,050 Hz: flat to 3.1 kHz, 50 dB down where aliases would reach the voice band
_TAPS_RATE = 22050
_CUTOFF = 0.456  # of the lower rate: the -6 dB point, 3,650 Hz for telephony
_SILENT_BELOW_PEAK = 10 ** (-45 / 20)
"""Part of the highest sample below which the ends of a sound are silence: 45 dB."""

Samples = Sequence[float]


class PcmFile(NamedTuple):
    """The content of a WAV file; ``pcm`` is 16 bit native with interleaved channels, ``width`` the file's, in bytes."""

    rate: int
    channels: int
    width: int
    pcm: bytes

    @property
    def mono(self) -> bytes:
        """The PCM, as mono."""
        return self.pcm if self.channels == 1 else audioop.tomono(self.pcm, 2, 0.5, 0.5)


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
    try:
        return array("h", [round(sample) for sample in samples]).tobytes()
    except OverflowError:
        top = FULL_SCALE - 1
        return array("h", [max(-FULL_SCALE, min(top, round(sample))) for sample in samples]).tobytes()


def resample(pcm: bytes, rate: int) -> list[float]:
    """Resample 16 bit native PCM from ``rate`` (Hz) to 8,000 Hz, with a polyphase windowed sinc against aliases.

    ``audioop.findfactor(x, taps)`` is the dot product x·taps divided by taps·taps, computed in C: a product of our own
    in Python takes nine times as long, and there is one for each sample.
    """
    if rate == RATE:
        return from_pcm(pcm)
    up, down = RATE // gcd(rate, RATE), rate // gcd(rate, RATE)
    count = len(pcm) // 2 * up // down
    if count == 0:
        return []
    phases = _phases(rate, up, down, min(up, count))
    size = len(phases[0].taps)
    padded = bytes(size // 2 - 2) + pcm + bytes(size // 2 + 2 + 2 * down)
    product = audioop.findfactor
    resampled = [
        product(padded[period + start : period + start + size], taps) * gain
        for period in range(0, len(pcm), 2 * down)
        for start, taps, gain in phases
    ]
    return resampled[:count]


def remove_offset(samples: Samples) -> list[float]:
    """Subtract the mean, which is inaudible and leaves less room for the voice."""
    mean = sum(samples) / len(samples) if samples else 0.0
    return [sample - mean for sample in samples]


def trim(samples: Samples, tail_ms: int, margin_ms: int = 20) -> list[float]:
    """Trim silence to ``margin_ms`` around the sound, fade the edges, and append ``tail_ms`` of silence."""
    limit = max(map(abs, samples), default=0.0) * _SILENT_BELOW_PEAK
    if limit == 0:
        return [0.0] * (RATE * tail_ms // 1000)
    first = next(index for index, sample in enumerate(samples) if abs(sample) > limit)
    last = next(index for index in reversed(range(len(samples))) if abs(samples[index]) > limit)
    margin = RATE * margin_ms // 1000
    trimmed = list(samples[max(0, first - margin) : last + margin])
    fade = min(RATE // 200, len(trimmed) // 2)
    for index in range(fade):
        trimmed[index] *= index / fade
        trimmed[-1 - index] *= index / fade
    return trimmed + [0.0] * (RATE * tail_ms // 1000)


class _Phase(NamedTuple):
    """The filter of one output sample of a period: 16 bit taps from a byte on, and the gain that keeps 0 Hz."""

    start: int
    taps: bytes
    gain: float


@lru_cache(maxsize=8)
def _phases(rate: int, interpolation: int, decimation: int, count: int) -> tuple[_Phase, ...]:
    """Return the filters for the first positions of an output sample between two input samples.

    They repeat after ``interpolation``; an odd rate has thousands, of which a short sound needs a few.
    """
    width = 2 * ceil(_TAPS * max(1.0, rate / _TAPS_RATE) / 2)
    cutoff = _CUTOFF * min(rate, RATE) / rate
    return tuple(
        _phase(width, cutoff, *divmod(index * decimation, interpolation), interpolation) for index in range(count)
    )


def _phase(width: int, cutoff: float, start: int, rest: int, interpolation: int) -> _Phase:
    offset = rest / interpolation
    exact = [_windowed_sinc(tap - (width // 2 - 1) - offset, width, cutoff) for tap in range(width)]
    scale = (FULL_SCALE - 1) / max(map(abs, exact))
    taps = array("h", [round(tap * scale) for tap in exact])
    return _Phase(2 * start, taps.tobytes(), sum(tap * tap for tap in taps) / sum(taps))


def _windowed_sinc(distance: float, width: int, cutoff: float) -> float:
    """Return a tap of a low-pass at ``cutoff`` cycles per sample under a Hamming window."""
    window = 0.54 + 0.46 * cos(2 * pi * distance / width)
    angle = 2 * pi * cutoff * distance
    return window * (sin(angle) / angle if angle else 1.0)
