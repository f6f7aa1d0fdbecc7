"""The detector tells the gateway's sounds from a person's voice."""

from telephony.pyvoip.media.g711 import SILENCE
from telephony.pyvoip.media.tones import tone
from telephony.softphone.voice_detector import VoiceDetector

FRAME = 160
MUSIC = tone([440], 1.01)
VOICE = tone([350], 1.0)
QUIET = SILENCE["PCMU"]
EAR = VoiceDetector([MUSIC])


def test_sounds_and_silence_are_not_voice() -> None:
    """Sounds from any frame on, their padded last frame and silence are not a person's voice."""
    frames = [MUSIC[start : start + FRAME] for start in range(0, len(MUSIC), FRAME)]
    frames[-1] += QUIET[len(frames[-1]) :]
    for first in range(len(frames)):
        assert not EAR.detects_voice(b"".join([*frames[first:], QUIET, *frames[:first]]))
    assert not EAR.detects_voice(b"")


def test_a_voice_is_a_person() -> None:
    """A tenth of a second of voice is enough; one strange packet is not."""
    assert EAR.detects_voice(QUIET * 3 + VOICE[: 5 * FRAME])
    assert not EAR.detects_voice(QUIET * 3 + VOICE[:FRAME])
