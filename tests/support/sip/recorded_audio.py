"""The analysis of a finished recording: which tones are on which channel, and when.

Owns the reading of the file. It must not assert: tests do.
"""

import io
import struct
import wave
from collections.abc import Iterable

from tests.support.sip.call_audio import amplitude

LEFT, RIGHT = 0, 1
_LOUD = 500.0
_GLANCE_S = 0.1


class RecordedAudio:
    """A recording.

    Args:
        wav: the whole file: two channels, linear of 16 bits, 8,000 samples a second.

    Attributes:
        seconds: its length.
    """

    def __init__(self, wav: bytes) -> None:
        with wave.open(io.BytesIO(wav)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8000)
            frames = file.readframes(file.getnframes())
        samples = struct.unpack(f"<{len(frames) // 2}h", frames)
        self._channels = samples[LEFT::2], samples[RIGHT::2]
        self.seconds = len(samples) / 2 / 8000

    def tones(self, channel: int, since_s: float, until_s: float, among: Iterable[int]) -> set[int]:
        """Return those of the frequencies that are there for most of a time."""
        samples = self._channels[channel][int(since_s * 8000) : int(until_s * 8000)]
        length = int(_GLANCE_S * 8000)
        pieces = [samples[at : at + length] for at in range(0, len(samples) - length + 1, length)]
        return {hertz for hertz in among if sum(amplitude(piece, hertz) > _LOUD for piece in pieces) > len(pieces) / 2}

    def is_silent(self, channel: int, since_s: float, until_s: float) -> bool:
        """Return whether a time is completely silent."""
        return not any(self._channels[channel][int(since_s * 8000) : int(until_s * 8000)])

    def silences(self, channel: int, least_s: float = 0.1) -> list[tuple[float, float]]:
        """Return the start and the end, in seconds, of each complete silence of a minimum length."""
        silences, since = [], 0
        samples = (*self._channels[channel], 1)
        for at, sample in enumerate(samples):
            if sample:
                if at - since >= least_s * 8000:
                    silences.append((since / 8000, at / 8000))
                since = at + 1
        return silences
