"""Detection of a person's voice among a gateway's sounds, for our own phones. Pure.

Owns the comparison. The received audio is an argument.
"""

from collections.abc import Iterable

from telephony.pyvoip.media.g711 import SILENCE
from telephony.pyvoip.media.rtp import FRAME_SAMPLES

_SILENCE = SILENCE["PCMU"]
_MIN_VOICE_FRAMES = 5  # 100 ms of other sound: a single damaged packet is no voice


class VoiceDetector:
    """Knows the sounds that a gateway plays, as u-law; any other sound is a person.

    A gateway plays a sound in frames of 20 ms from its beginning, the last one padded with silence, so each of its
    frames arrives unchanged.
    """

    def __init__(self, sounds: Iterable[bytes]) -> None:
        self._known_frames = {_SILENCE} | {frame for sound in sounds for frame in _frames(sound)}

    def detects_voice(self, audio: bytes) -> bool:
        """Return whether a person speaks in the audio: the last packets as u-law, joined."""
        return sum(frame not in self._known_frames for frame in _frames(audio)) >= _MIN_VOICE_FRAMES


def _frames(ulaw: bytes) -> Iterable[bytes]:
    for start in range(0, len(ulaw), FRAME_SAMPLES):
        frame = ulaw[start : start + FRAME_SAMPLES]
        yield frame + _SILENCE[len(frame) :]
