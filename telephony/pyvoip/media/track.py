"""Sounds cut into frames of 20 ms, once or looped. Pure.

Owns the position in the sounds. A frame is a slice; no sound is copied.
"""

from telephony.pyvoip.media.g711 import SILENCE, Law, translate
from telephony.pyvoip.media.rtp import FRAME_SAMPLES


class Track:
    """Sounds in sequence, all of one G.711 law, 8,000 bytes a second."""

    __slots__ = ("_law", "_looping", "_position", "_sound_index", "_sounds")

    def __init__(self, sounds: tuple[bytes, ...], law: Law, is_looping: bool = False) -> None:
        self._sounds = tuple(sound for sound in sounds if sound)
        self._law = law
        self._looping = is_looping
        self._sound_index = 0
        self._position = 0

    @property
    def is_over(self) -> bool:
        """Whether all frames were returned."""
        return self._sound_index == len(self._sounds)

    def frame(self, law: Law) -> bytes:
        """Return the next frame in a G.711 law, the last of each sound padded with silence; empty at the end."""
        if self.is_over:
            return b""
        sound, start = self._sounds[self._sound_index], self._position
        frame = sound[start : start + FRAME_SAMPLES]
        self._position = start + FRAME_SAMPLES
        if self._position >= len(sound):
            self._next_sound()
        if len(frame) < FRAME_SAMPLES:
            frame += SILENCE[self._law][len(frame) :]
        return translate(frame, self._law, law)

    def _next_sound(self) -> None:
        self._position = 0
        self._sound_index += 1
        if self._looping and self._sound_index == len(self._sounds):
            self._sound_index = 0
