"""The queues that an advisor serves now: a change holds until its end, and then the roster of that time."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from agent_api.roster.domain.queue_override import (
    OverrideRow,
    end_of_day,
    end_row,
    find_fault,
    format_levels,
    is_in_force,
    queues_now,
)

QUEUES = ("general", "pagos", "credito")
START = datetime(2027, 1, 15, 13, 0, tzinfo=UTC)
LEVELS = st.dictionaries(st.sampled_from(QUEUES), st.integers(1, 10), min_size=1)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), LEVELS, st.integers(1, 90)),
        st.tuples(st.just("return"), st.none(), st.none()),
        st.tuples(st.just("assign"), LEVELS, st.none()),
        st.tuples(st.just("worker"), st.none(), st.none()),
        st.tuples(st.just("wait"), st.none(), st.integers(1, 60)),
    ),
    max_size=20,
)


def row(levels: dict[str, int], now: datetime, until: datetime) -> OverrideRow:
    """Return a change of queues."""
    return OverrideRow(id="a", advisor="ana", levels=levels, reason=b"", started_at=now, started_by="sara", until=until)


@given(ACTS)
def test_the_last_change_holds_until_its_end_and_then_the_roster(acts: list[tuple[str, dict[str, int], int]]) -> None:
    """The queues are those of the last change that is neither returned nor over, else the ones assigned at that time.

    Changes, returns, new assignments and runs of the worker follow each other in any order.
    """
    now, assigned = START, {"general": 5}
    present: OverrideRow | None = None
    expected: tuple[dict[str, int], datetime] | None = None
    for act, levels, minutes in acts:
        if act == "change":
            until = now + timedelta(minutes=minutes)
            present, expected = row(levels, now, until), (levels, until)
        elif act == "return":
            present, expected = present and end_row(present, "returned", "sara", now), None
        elif act == "assign":
            assigned = levels
        elif act == "worker" and present and now >= present.until and present.ended_at is None:
            present = end_row(present, "expired", "", now)
        elif act == "wait":
            now += timedelta(minutes=minutes)
        serves = expected[0] if expected and now < expected[1] else assigned
        assert queues_now(assigned, present, QUEUES, now) == serves


def test_an_end_says_how_and_when_it_came() -> None:
    """A return ends a change at that moment; after its time it has ended by itself, and nothing changes that."""
    change = row({"pagos": 3}, START, START + timedelta(hours=1))
    returned = end_row(change, "returned", "sara", START + timedelta(minutes=5))
    assert (returned.end, returned.ended_by, returned.ended_at) == ("returned", "sara", START + timedelta(minutes=5))
    late = end_row(change, "returned", "sara", START + timedelta(hours=2))
    assert (late.end, late.ended_by, late.ended_at) == ("expired", "", change.until)
    assert not is_in_force(returned, START + timedelta(minutes=5))


def test_a_queue_that_the_site_lost_is_not_served() -> None:
    """The order of the queues is the site's, and ids that it does not have are left out."""
    change = row({"pagos": 3, "vieja": 9, "general": 1}, START, START + timedelta(hours=1))
    assert list(queues_now({}, change, QUEUES, START).items()) == [("general", 1), ("pagos", 3)]
    assert queues_now({"credito": 2}, msgspec.structs.replace(change, ended_at=START), QUEUES, START) == {"credito": 2}


def test_a_change_needs_known_queues_and_an_end_later_today() -> None:
    """The day is Colombia's: its end is the last moment that a change may have."""
    midnight = datetime(2027, 1, 16, 5, 0, tzinfo=UTC)
    assert end_of_day(START) == midnight
    assert find_fault({"pagos": 3}, midnight, QUEUES, START) is None
    assert find_fault({"pagos": 3}, midnight + timedelta(seconds=1), QUEUES, START) == "until"
    assert find_fault({"pagos": 3}, START, QUEUES, START) == "until"
    assert find_fault({}, midnight, QUEUES, START) == "levels"
    assert find_fault({"vieja": 3}, midnight, QUEUES, START) == "levels"


def test_a_fact_names_the_queues_in_order() -> None:
    """The same change is always the same text."""
    assert format_levels({"pagos": 2, "general": 5}) == "general:5 pagos:2"
