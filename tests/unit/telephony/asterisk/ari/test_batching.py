"""The interval at which a connection is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.asterisk.ari.batching import HIGH_RATE, LOW_RATE, MAX_PAUSE_S, ReadPacer


def rests(pace: ReadPacer, octets_s: int, seconds: float, *, each_s: float, begin: float = 0.0) -> list[float]:
    """Return the pause after each read at this rate of octets and reads per second."""
    looks = int(seconds / each_s)
    return [pace.pause_s(int(octets_s * each_s), begin + look * each_s) for look in range(1, looks + 1)]


@given(st.integers(0, LOW_RATE - 1000), st.sampled_from((0.001, 0.005, 0.02)))
def test_where_little_comes_each_event_is_looked_at_at_once(octets_s: int, each_s: float) -> None:
    """At low load each event is read without a delay."""
    assert set(rests(ReadPacer(), octets_s, 2, each_s=each_s)) == {0.0}


@given(st.integers(LOW_RATE + 10_000, 100 * HIGH_RATE), st.sampled_from((0.001, 0.005, 0.02)))
def test_pause_grows_with_load_and_stays_although_it_makes_reads_rarer(octets_s: int, each_s: float) -> None:
    """The pause grows with the load, and stays although it makes reads rarer."""
    pace = ReadPacer()
    rests(pace, octets_s, 0.3, each_s=each_s)
    due_s = MAX_PAUSE_S * min(1.0, octets_s / HIGH_RATE)
    assert rests(pace, octets_s, 2, each_s=0.02, begin=0.3) == pytest.approx([due_s] * 100, rel=0.01)


def test_when_the_rush_is_over_the_next_event_is_looked_at_at_once() -> None:
    """After a peak the next event is read at once."""
    pace = ReadPacer()
    rests(pace, HIGH_RATE, 1, each_s=0.01)
    assert pace.pause_s(500, 3.0) == 0.0
