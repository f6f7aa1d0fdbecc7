"""Times and milliseconds are converted without loss."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from config.milliseconds import from_milliseconds, to_milliseconds

NOON_IN_BOGOTA = datetime(2026, 3, 2, 12, 0, 0, 1000, tzinfo=timezone(timedelta(hours=-5)))


@given(st.integers(0, 4_000_000_000_000))
def test_times_survive_the_conversion_to_the_millisecond(ms: int) -> None:
    """A number of milliseconds becomes an aware UTC time and the same number again; microseconds are dropped."""
    at = from_milliseconds(ms)
    assert at.utcoffset() == timedelta(0)
    assert to_milliseconds(at) == ms
    assert to_milliseconds(at + timedelta(microseconds=999)) == ms


def test_milliseconds_are_exact() -> None:
    """A moment of any offset survives being a number, to the millisecond."""
    assert from_milliseconds(to_milliseconds(NOON_IN_BOGOTA)) == NOON_IN_BOGOTA
    assert from_milliseconds(1_772_471_400_001).microsecond == 1000
