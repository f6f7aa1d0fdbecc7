"""The WAV headers that are accepted as our recordings."""

import contextlib
import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.recordings.domain.wav_header import InvalidWav, WavInfo, read_wav_header


def riff(
    *,
    kind: int = 1,
    channels: int = 2,
    rate: int = 8000,
    bits: int = 16,
    data: bytes = b"\0" * 32_000,
    declared_size: int = -1,
) -> bytes:
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * frame, frame, bits)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"LIST" + struct.pack("<I", 3) + b"abc\0"
    body += b"data" + struct.pack("<I", len(data) if declared_size < 0 else declared_size) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def read(content: bytes) -> WavInfo:
    return read_wav_header(io.BytesIO(content), len(content))


def test_file_written_by_wave_module_with_two_channels_of_16_bits_is_accepted() -> None:
    """A file written by the wave module with two channels of 16 bits is accepted."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\0" * 64_000)
    assert read(target.getvalue()) == WavInfo(1000, 2)


@pytest.mark.parametrize(
    ("content", "ms"),
    [
        (riff(), 1000),
        (riff(kind=7, bits=8), 2000),
        (riff(kind=6, bits=8), 2000),
        (riff(declared_size=0), 1000),
        (riff(declared_size=0xFFFF_FFFF), 1000),
        (riff(data=b""), 0),
    ],
    ids=["linear", "mu-law", "a-law", "length-not-written", "length-too-long", "empty"],
)
def test_linear_and_g711_are_read(content: bytes, ms: int) -> None:
    """If the writer died before it wrote the length, the length follows from the bytes present."""
    assert read(content) == WavInfo(ms, 2)


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF", riff(channels=1), riff(bits=8), riff(kind=7), riff(kind=3, bits=32), riff(rate=1), riff()[:40]],
)
def test_anything_else_is_refused(content: bytes) -> None:
    """A mono file, another sample width, another coding or a truncated header is refused."""
    with pytest.raises(InvalidWav):
        read(content)


@given(st.binary(max_size=300), st.integers(0, 60))
def test_no_bytes_make_it_fail_otherwise(noise: bytes, keep: int) -> None:
    """Any bytes give a header or a named refusal."""
    content = riff()[:keep] + noise
    with contextlib.suppress(InvalidWav):
        assert read(content).duration_ms >= 0
