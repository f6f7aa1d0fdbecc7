"""Validation of a recording by its first bytes."""

import struct

import pytest

from telephony.twilio.recording.download import DownloadFailed, check_wav_header


def head(kind: int = 1, channels: int = 2, rate: int = 8000, bits: int = 16, before: bytes = b"") -> bytes:
    """Return the first bytes of a WAV file."""
    frame = channels * bits // 8
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, kind, channels, rate, rate * frame, frame, bits)
    return b"RIFF" + bytes(4) + b"WAVE" + before + form + b"data" + bytes(8)


def is_accepted(head: bytes) -> bool:
    """Return whether a file with this beginning is accepted as a recording."""
    try:
        check_wav_header(head)
    except DownloadFailed:
        return False
    return True


@pytest.mark.parametrize(
    "good",
    [head(), head(rate=16_000), head(7, bits=8), head(6, bits=8), head(before=b"LIST\x03\0\0\0abc\0")],
)
def test_linear_16_bit_or_g_711_at_8_khz_or_faster_is_accepted(good: bytes) -> None:
    """Linear 16 bit or G.711 at 8 kHz or faster is accepted, after any chunks before the format."""
    assert is_accepted(good)


@pytest.mark.parametrize(
    "bad",
    [
        head(channels=1),
        head(rate=4000),
        head(bits=8),
        head(kind=2),
        b"",
        b"<html>",
        head()[:30],
        head(before=b"LIST\xff\xff\xff\xffabc"),
        head()[:12] + b"LI",
    ],
)
def test_anything_else_is_not_left_for_the_intake(bad: bytes) -> None:
    """A mono file, an HTML page and a truncated file are refused."""
    assert not is_accepted(bad)


@pytest.mark.parametrize("length", range(len(head())))
def test_truncated_header_is_refused_or_accepted(length: int) -> None:
    """With any number of bytes the result is defined."""
    assert is_accepted(head()[:length]) == (length >= 36)
