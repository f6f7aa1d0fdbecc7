"""Generation and detection of tones."""

import math

import pytest

from telephony.pyvoip.media.g711 import SILENCE
from telephony.pyvoip.media.tones import dtmf, level_dbfs, tone
from tests.support.frequencies import share_at, strongest_hertz


@pytest.mark.parametrize("hertz", [300.0, 440.0, 1000.0, 3000.0])
def test_a_tone_is_heard_by_its_frequency(hertz: float):
    """Nearly all power of a generated tone is at its frequency."""
    voice = tone((hertz,), 0.5)
    assert strongest_hertz(voice) == hertz
    assert share_at(voice, hertz) > 0.99
    assert share_at(voice, hertz + 150) < 0.01


@pytest.mark.parametrize("level", [-40.0, -12.0, -1.0])
def test_a_tone_is_as_loud_as_asked(level: float):
    """The level is that of a sine with that peak, within half a decibel."""
    assert level_dbfs(tone((1000.0,), 0.5, level)) == pytest.approx(level, abs=0.5)


def test_silence_holds_nothing():
    """Silence and an empty input have no level and no frequency."""
    for voice in (SILENCE["PCMU"], b""):
        assert level_dbfs(voice) == -math.inf
        assert share_at(voice, 440.0) == 0.0
        assert strongest_hertz(voice) == 0.0


def test_a_key_has_its_two_tones():
    """Key 5 is 770 and 1,336 Hz, half of the power each, for 100 ms, then 80 ms of silence (ITU-T Q.23)."""
    voice = dtmf("5")
    assert len(voice) == 1440
    assert share_at(voice[:800], 770.0) == pytest.approx(0.5, abs=0.05)
    assert share_at(voice[:800], 1336.0) == pytest.approx(0.5, abs=0.05)
    assert level_dbfs(voice[800:]) == -math.inf


@pytest.mark.parametrize("digit", ["", "E", "12", "x"])
def test_any_other_character_several_characters_and_empty_text_have_no_tones(digit: str):
    """Any other character, several characters and an empty text have no tones."""
    with pytest.raises(ValueError, match="not a key"):
        dtmf(digit)
