"""The byte ranges that a player requests (RFC 9110, section 14)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.recordings.domain.byte_ranges import ByteRange, Unsatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "stretch"),
    [
        (None, None),
        ("bytes=0-", ByteRange(0, 100)),
        ("bytes=10-19", ByteRange(10, 20)),
        ("Bytes=99-500", ByteRange(99, 100)),
        ("bytes=-10", ByteRange(90, 100)),
        ("bytes=-500", ByteRange(0, 100)),
        ("bytes=5-4", None),
        ("bytes=1-2,5-6", None),
        ("bytes=-", None),
        ("items=1-2", None),
        ("bytes=a-", None),
    ],
)
def test_a_range_is_read(header: str | None, stretch: ByteRange | None) -> None:
    """A single range is parsed; no range or several ranges mean the whole file."""
    assert parse_range(header, 100) == stretch


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_range_that_begins_after_end_is_refused(header: str) -> None:
    """A range that begins after the end is refused."""
    with pytest.raises(Unsatisfiable):
        parse_range(header, 100)


@given(st.text(max_size=30) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True), st.integers(0, 5000))
def test_a_stretch_lies_within(header: str, size: int) -> None:
    """Any header gives a non-empty range within the sound, the whole file, or a refusal."""
    try:
        byte_range = parse_range(header, size)
    except Unsatisfiable:
        return
    assert byte_range is None or 0 <= byte_range.begin < byte_range.end <= size
