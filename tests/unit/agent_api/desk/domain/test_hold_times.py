"""The time on hold is the sum of all holds, wherever it is read."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent_api.desk.domain.conversation import hold_times

START = datetime(2026, 11, 24, 15, tzinfo=UTC)


@given(gaps=st.lists(st.integers(0, 600_000), min_size=2, max_size=12))
def test_total_is_the_sum_of_all_holds(gaps: list[int]) -> None:
    """The earlier holds are summed and the present one has its start."""
    at, total, is_held = START, 0, False
    times = {"held_at": None, "held_ms": 0}
    for gap in gaps:
        at += timedelta(milliseconds=gap)
        total += gap if is_held else 0
        is_held = not is_held
        times = hold_times(**times, is_held=is_held, at=at)
        assert times == {"held_at": at if is_held else None, "held_ms": total}


def test_repeated_hold_or_retrieval_changes_nothing() -> None:
    """A second hold keeps the start of the first; a retrieval without a hold adds nothing."""
    held = hold_times(None, 5, is_held=True, at=START)
    assert hold_times(**held, is_held=True, at=START + timedelta(seconds=9)) == held
    assert hold_times(None, 5, is_held=False, at=START) == {"held_at": None, "held_ms": 5}
