"""Sounds cut into frames of 20 ms, once or over and over. Pure.

Owns where in its sounds a leg is. No sound is copied, a frame is a slice.
"""

from telephony.pyvoip.media.g711 import SILENCE, Law, translate
from telephony.pyvoip.media.rtp import FRAME_SAMPLES


class Track:
    """Sounds one after another, all of one law.

    Args:
        sounds: G.711, 8,000 bytes a second.
        law: which G.711.
        is_looping: begin again at the end.
    """

    __slots__ = ("_law", "_looping", "_position", "_sound_index", "_sounds")

    def __init__(self, sounds: tuple[bytes, ...], law: Law, is_looping: bool = False) -> None:
        self._sounds = tuple(sound for sound in sounds if sound)
        self._law = law
        self._looping = is_looping
        self._sound_index = 0
        self._position = 0

    @property
    def is_over(self) -> bool:
        """Whether all is said."""
        return self._sound_index == len(self._sounds)

    def frame(self, law: Law) -> bytes:
        """The next frame in a law, the last of each sound filled up with silence; empty when all is said."""
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
