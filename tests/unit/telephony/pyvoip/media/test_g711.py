"""The conversion tables of G.711."""

import pytest

from telephony.pyvoip.media.g711 import (
    ALAW_SAMPLES,
    ALAW_TO_ULAW,
    SILENCE,
    ULAW_SAMPLES,
    ULAW_TO_ALAW,
    decode_ulaw,
    encode_ulaw,
    translate,
)

ALL = bytes(range(256))


def test_known_points_of_the_laws():
    """The ends and the zero of both laws are those of ITU-T G.711."""
    assert (ULAW_SAMPLES[0x80], ULAW_SAMPLES[0x00], ULAW_SAMPLES[0xFF]) == (32124, -32124, 0)
    assert (ALAW_SAMPLES[0xAA], ALAW_SAMPLES[0x2A], ALAW_SAMPLES[0xD5]) == (32256, -32256, 8)


def test_ulaw_survives_decoding_and_encoding():
    """Each code survives decoding and encoding, except negative zero, which becomes zero."""
    assert encode_ulaw(decode_ulaw(ALL)) == ALL.replace(b"\x7f", b"\xff")


def test_encoding_takes_any_sample():
    """Samples at the limits of sixteen bits are clipped, not wrapped."""
    assert decode_ulaw(encode_ulaw([32767, -32768])) == [32124, -32124]


@pytest.mark.parametrize(
    ("table", "of", "into"), [(ULAW_TO_ALAW, ULAW_SAMPLES, ALAW_SAMPLES), (ALAW_TO_ULAW, ALAW_SAMPLES, ULAW_SAMPLES)]
)
def test_translating_keeps_the_sample(table: bytes, of: tuple[int, ...], into: tuple[int, ...]):
    """Each code becomes the nearest in the other law, within one quantisation step and with the same sign."""
    for code in range(256):
        error = abs(into[table[code]] - of[code])
        assert error <= max(16, abs(of[code]) / 16)


def test_silence_stays_silence():
    """Silence stays silence in the other law, and the same law copies nothing."""
    for law, other in (("PCMU", "PCMA"), ("PCMA", "PCMU")):
        assert translate(SILENCE[law], law, other) == SILENCE[other]
        assert translate(SILENCE[law], law, law) is SILENCE[law]
