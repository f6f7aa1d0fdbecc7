"""The states of an advisor in a day, and the times that they add up to."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent_api.board.domain.day_states import spans_of, times_of
from eventlog.facts import ADVISOR_STATES, AdvisorState, AdvisorStateChanged

MIDNIGHT = datetime(2026, 11, 24, 5, tzinfo=UTC)
STATES = st.sampled_from(ADVISOR_STATES)
REASONS = st.sampled_from(("", "bano", "almuerzo"))
CHANGES = st.lists(st.tuples(st.integers(0, 86_000), STATES, REASONS), max_size=30)


def change(state: AdvisorState, reason: str) -> AdvisorStateChanged:
    """Make a change of the advisor's state."""
    return AdvisorStateChanged(advisor="ana", state=state, previous="offline", reason=reason)


@given(before=st.none() | st.tuples(STATES, REASONS), steps=CHANGES, later_s=st.integers(0, 400))
def test_spans_and_time_off_duty_fill_the_day(
    before: tuple[AdvisorState, str] | None, steps: list[tuple[int, AdvisorState, str]], later_s: int
) -> None:
    """Spans follow one another without overlap; only time off duty is in none, and the times are their sums."""
    changes = [(MIDNIGHT + timedelta(seconds=s), change(state, reason)) for s, state, reason in sorted(steps)]
    now = (changes[-1][0] if changes else MIDNIGHT) + timedelta(seconds=later_s)
    first = None if before is None else change(*before)
    spans = spans_of(first, changes, MIDNIGHT, now)
    off, state, since = timedelta(), first.state if first else "offline", MIDNIGHT
    for at, each in [*changes, (now, None)]:
        off += at - since if state == "offline" else timedelta()
        state, since = each.state if each else state, at
    assert all(one.ends <= other.begins for one, other in pairwise(spans))
    times = times_of(spans, {"bano"})
    assert times.on_duty == (now - MIDNIGHT - off) // timedelta(milliseconds=1)
    assert times.adherent == times.on_duty - times.by_state.get("paused", 0) + times.paused.get("bano", 0)


def test_a_pause_keeps_its_reason_over_midnight() -> None:
    """A pause that began yesterday lasts since midnight, for the same reason."""
    (span,) = spans_of(change("paused", "almuerzo"), [], MIDNIGHT, MIDNIGHT + timedelta(minutes=5))
    assert (span.state, span.reason, span.begins, span.lasted_ms) == ("paused", "almuerzo", MIDNIGHT, 300_000)
