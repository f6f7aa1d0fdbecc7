"""The waveform of a recording has the loudest moment of each interval, for each side apart."""

import io
import struct
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.recordings.domain.wav_header import WavSound, find_sound
from agent_api.recordings.domain.waveform import MAX_PEAKS, TOP, Waveform, measure_waveform
from tests.unit.agent_api.recordings.domain.test_wav_header import riff


def linear(*frames: tuple[int, int]) -> bytes:
    """Return a 16-bit file of 8,000 frames per second."""
    return riff(data=b"".join(struct.pack("<hh", *each) for each in frames))


def measure(content: bytes, pieces: Iterable[bytes] | None = None) -> Waveform:
    """Measure a file, whole unless it is given in pieces."""
    return measure_waveform(find_sound(io.BytesIO(content), len(content)), pieces or [content])


def test_each_side_has_its_own_peaks() -> None:
    """Caller on the left, advisor on the right; a negative sample is as loud as a positive one; silence is 0."""
    interval = 320  # frames of 40 ms
    content = linear(*[(0, 0)] * interval, (32_767, 0), *[(0, -8192)] * (interval - 1), (-32_768, 16))
    found = measure(content)
    assert (found.interval_ms, found.caller, found.advisor) == (40, [0, TOP, TOP], [0, TOP // 2, 0])


@pytest.mark.parametrize(("kind", "loud", "quiet"), [(7, 0x80, 0xFF), (6, 0xAA, 0xD5)], ids=["mu-law", "a-law"])
def test_g711_is_measured_by_its_amplitudes(kind: int, loud: int, quiet: int) -> None:
    """The loudest and the quietest code of mu-law and A-law (ITU-T G.711, tables 1 and 2)."""
    found = measure(riff(kind=kind, bits=8, data=bytes([loud, quiet]) * 320))
    assert found.caller[0] >= TOP - 1
    assert found.advisor == [0 if kind == 7 else 1]


def test_a_long_recording_has_no_more_peaks_than_a_screen_shows() -> None:
    """The interval grows with the duration."""
    sound = WavSound(encoding="linear", rate=8000, frame_bytes=4, begin=0, length=3600 * 8000 * 4)
    minute = bytes(8000 * 4 * 60)
    found = measure_waveform(sound, (minute for _ in range(60)))
    assert found.interval_ms == 1800
    assert len(found.caller) == len(found.advisor) == MAX_PEAKS


@given(st.lists(st.integers(1, 700), min_size=1, max_size=9), st.binary(min_size=4, max_size=6000))
def test_the_pieces_do_not_matter(sizes: list[int], data: bytes) -> None:
    """However the bytes come, also a few at a time, the waveform is that of the whole; an unfinished frame is left."""
    content = riff(data=data)
    pieces, at = list[bytes](), 0
    while at < len(content):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(content[at : at + size])
        at += size
    assert measure(content, pieces) == measure(content)
