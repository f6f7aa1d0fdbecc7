"""Telling a person's voice from a machine's: what our own phones know of the sounds of a gateway. Pure.

Owns the comparison. What was heard is an argument.
"""

from collections.abc import Iterable

from telephony.pyvoip.media.g711 import SILENCE
from telephony.pyvoip.media.rtp import FRAME_SAMPLES

_SILENCE = SILENCE["PCMU"]
_MIN_VOICE_FRAMES = 5  # 100 ms of somebody else: no single damaged packet is taken for a voice


class VoiceDetector:
    """Knows the sounds that a gateway plays; what else sounds is a person.

    A gateway plays a sound in frames of 20 ms from its beginning, the last one filled up with silence: whatever it
    plays arrives as one of these frames, to the byte.

    Args:
        sounds: u-law, all that is played to callers.
    """

    def __init__(self, sounds: Iterable[bytes]) -> None:
        self._known_frames = {_SILENCE} | {frame for sound in sounds for frame in _frames(sound)}

    def detects_voice(self, audio: bytes) -> bool:
        """Whether somebody speaks in what was heard.

        Args:
            audio: the last packets as u-law, one after another.
        """
        return sum(frame not in self._known_frames for frame in _frames(audio)) >= _MIN_VOICE_FRAMES


def _frames(ulaw: bytes) -> Iterable[bytes]:
    for start in range(0, len(ulaw), FRAME_SAMPLES):
        frame = ulaw[start : start + FRAME_SAMPLES]
        yield frame + _SILENCE[len(frame) :]
