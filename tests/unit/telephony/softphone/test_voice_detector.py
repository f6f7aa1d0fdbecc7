"""A gateway's sounds and a person's voice are told apart."""

from telephony.pyvoip.media.g711 import SILENCE
from telephony.pyvoip.media.tones import tone
from telephony.softphone.voice_detector import VoiceDetector

FRAME = 160
MUSIC = tone([440], 1.01)
VOICE = tone([350], 1.0)
QUIET = SILENCE["PCMU"]
EAR = VoiceDetector([MUSIC])


def test_what_the_gateway_plays_is_no_person() -> None:
    """Neither its sounds from any frame on, nor their last frame filled up, nor its silence."""
    frames = [MUSIC[start : start + FRAME] for start in range(0, len(MUSIC), FRAME)]
    frames[-1] += QUIET[len(frames[-1]) :]
    for first in range(len(frames)):
        assert not EAR.detects_voice(b"".join([*frames[first:], QUIET, *frames[:first]]))
    assert not EAR.detects_voice(b"")


def test_a_voice_is_a_person() -> None:
    """A tenth of a second suffices; a single strange packet does not."""
    assert EAR.detects_voice(QUIET * 3 + VOICE[: 5 * FRAME])
    assert not EAR.detects_voice(QUIET * 3 + VOICE[:FRAME])
