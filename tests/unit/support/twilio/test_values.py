"""Values of the Twilio stand-in: Gather keys, sound lengths and sound names."""

import io
import struct
import wave

import pytest

from tests.support.twilio.sounds import name_of, wav_seconds
from tests.support.twilio.twiml.gather import GatherState


def pressed(keys: GatherState, digits: str) -> GatherState:
    """Return the Gather after these keys."""
    for key in digits:
        keys.press(key)
    return keys


def test_so_many_digits_end_a_gather() -> None:
    """At numDigits the Gather ends without a finishing key."""
    keys = pressed(GatherState(digit_limit=2), "12")
    assert (keys.digits, keys.finished, keys.done) == ("12", "", True)


def test_the_key_that_finishes_is_no_digit() -> None:
    """Only the keys before the finishing key are digits."""
    keys = pressed(GatherState(), "52#")
    assert (keys.digits, keys.finished, keys.done) == ("52", "#", True)


def test_with_no_finishing_key_every_key_is_a_digit() -> None:
    """With an empty finishOnKey the # counts as a digit."""
    keys = pressed(GatherState(finish=""), "1*#")
    assert (keys.digits, keys.done) == ("1*#", False)


@pytest.mark.parametrize(("channels", "seconds"), [(1, 0.5), (2, 1.25)])
def test_a_sound_lasts_as_long_as_its_header_says(channels: int, seconds: float) -> None:
    """16 bit at 8 kHz, one channel or two."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(int(2 * channels * 8000 * seconds)))
    assert wav_seconds(file.getvalue()) == seconds


def test_a_sound_in_ulaw_is_measured_too() -> None:
    """A WAV of format 7, which Python's own reader does not support, is measured too."""
    header = struct.pack("<HHIIHH", 7, 1, 8000, 8000, 1, 8)
    chunks = b"fmt " + struct.pack("<I", 16) + header + b"data" + struct.pack("<I", 4000) + bytes(4000)
    assert wav_seconds(b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks) == 0.5


def test_page_that_says_not_found_is_no_wav() -> None:
    """A page that says "not found" is no WAV."""
    with pytest.raises(ValueError, match="no WAV"):
        wav_seconds(b"<html>")


def test_a_sound_has_the_name_in_its_address() -> None:
    """The name is URL-decoded; a foreign sound keeps its address."""
    assert name_of("https://a.example/twilio/voice/sounds/saludo%2Fbogot%C3%A1.wav") == "saludo/bogotá"
    assert name_of("https://a.example/music.mp3") == "https://a.example/music.mp3"
