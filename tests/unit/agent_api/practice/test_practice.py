"""Decisions about a practice: its slot, its end, and the comparison with the scenario."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from agent_api.practice.domain.practice import Done, PracticeRow, compare, end_of, free_slot, is_open
from config.settings import SAMPLE_SITE
from config.site.loader import load_site

NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)
ROW = PracticeRow(
    id="2026-0001",
    advisor="asesor1",
    scenario="giro",
    site_version="s",
    slot=1,
    started_at=NOW,
    started_by="asesor1",
    expires_at=NOW + timedelta(minutes=20),
)
_SITE = load_site(SAMPLE_SITE)
assert _SITE.practice is not None
GIRO = _SITE.practice.scenarios["giro"]


def test_the_advisor_finishes_and_another_person_stops() -> None:
    """The record tells who ended it."""
    assert end_of(ROW, "asesor1", NOW) == ("finished", NOW)
    assert end_of(ROW, "supervisor", NOW) == ("stopped", NOW)


def test_a_practice_whose_time_is_over_ended_then() -> None:
    """However late it is written, and by any user."""
    late = ROW.expires_at + timedelta(hours=3)
    assert not is_open(ROW, ROW.expires_at)
    assert end_of(ROW, "asesor1", late) == ("expired", ROW.expires_at)
    assert not is_open(msgspec.structs.replace(ROW, ended_at=NOW), NOW)


@given(taken=st.sets(st.integers(1, 20)), most=st.integers(1, 20), after=st.integers(0, 20))
def test_a_place_is_free_and_the_last_one_rests(taken: set[int], most: int, after: int) -> None:
    """A slot is never taken twice, all are used before one is refused, and the last one used comes last."""
    slot = free_slot(taken, most, after)
    free = set(range(1, most + 1)) - taken
    assert (slot is None) == (not free)
    if slot is not None:
        assert slot in free
        assert slot != after or free == {after}


def test_each_point_is_compared_and_none_is_a_grade() -> None:
    """The expected and the done stand side by side."""
    done = Done(call_id="c", talk_s=90, topic="solicitud/desembolso/matricula", verified=True, filed=False)
    assert [(each.point, each.met) for each in compare(GIRO, done)] == [
        ("answered", True),
        ("topic", True),
        ("verified", True),
        ("filed", False),
    ]


def test_an_unanswered_call_meets_nothing_that_was_expected() -> None:
    """The advisor did nothing."""
    assert not any(each.met for each in compare(GIRO, Done()))


@given(topic=st.sampled_from(["solicitud", "solicitud/desembolso", "solicitud/desembolso/matriculas", "queja/trato"]))
def test_another_topic_is_not_the_expected_one(topic: str) -> None:
    """A theme is not its sub-theme, nor is a longer name."""
    assert not next(each for each in compare(GIRO, Done(topic=topic)) if each.point == "topic").met
