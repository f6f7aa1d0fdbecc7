"""The figures of half hours, and their sums up to a time of day."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent_api.board.domain.half_hours import figures_of_day
from agent_api.board.presenters import print_figure
from metrics.indicators.aggregation import FigureSlot
from metrics.indicators.cells import ENTERED, GAVE_UP, INTERVAL_S, WAIT_MS

DAY, MIDNIGHT_S = date(2026, 11, 24), 1_764_000_000
HALF_HOURS = st.dictionaries(st.integers(0, 47), st.integers(1, 90), max_size=48)


def slot(index: int) -> FigureSlot:
    """Return the half hour with this number."""
    return FigureSlot("interval", MIDNIGHT_S + index * INTERVAL_S, "", "")


def day(calls: dict[int, dict[str, int]], **options: Any) -> Any:
    """Compute the figures of a day from its calls."""
    sums = {slot(index): {"calls": counts} for index, counts in calls.items()}
    return figures_of_day(DAY, MIDNIGHT_S, sums, {}, **{"until_s": 86_400, "of_queue": False, **options})


@given(arrivals=HALF_HOURS, until=st.integers(1, 48))
def test_a_total_has_the_half_hours_before_the_time(arrivals: dict[int, int], until: int) -> None:
    """Each half hour keeps its calls, and the total is the sum of those that begin before."""
    found = day({index: {ENTERED: number} for index, number in arrivals.items()}, until_s=until * INTERVAL_S)
    assert {each.offset_s // INTERVAL_S: each.figures["arrivals"][0] for each in found.intervals} == arrivals
    assert found.total["arrivals"][0] == sum(number for index, number in arrivals.items() if index < until)


def test_callers_who_wait_at_once_follow_from_their_waits() -> None:
    """A half hour of waits is one caller on average; callers who gave up count, and a begun half hour is shorter."""
    waits = {16: {ENTERED: 9, WAIT_MS: 1_200_000, f"{GAVE_UP}240": 5}}  # 20 min, and five times 120 s
    (whole,) = day(waits).intervals
    assert print_figure(whole.figures["waiting"], "callers") == "1.00"
    (begun,) = day(waits, elapsed_s=16 * INTERVAL_S + 900).intervals
    assert print_figure(begun.figures["waiting"], "callers") == "2.00"


def test_a_queue_counts_visits() -> None:
    """The calls of whole lines are in no figure of a queue."""
    sums: Any = {slot(20): {"calls": {ENTERED: 7}, "visit": {ENTERED: 3}}}
    found = figures_of_day(DAY, MIDNIGHT_S, sums, {}, until_s=86_400, of_queue=True)
    assert found.total["arrivals"] == (3, 1)
