"""The days of an absence: both ends included, at most a year, and no day twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.roster.domain.absence_days import (
    any_overlap,
    are_days_valid,
    days_phrase,
    overlap,
    seeded_absences,
    seeded_id,
    seeded_users,
    status_of,
)
from tests.support.site_folders import sample_site

SITE = sample_site()
FIRST, LAST = date(2026, 12, 21), date(2027, 1, 12)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_an_absence_ends_on_or_after_its_first_day_and_within_a_year() -> None:
    """One day is enough, and 367 are too many."""
    assert are_days_valid(FIRST, FIRST)
    assert not are_days_valid(LAST, FIRST)
    assert are_days_valid(FIRST, FIRST + timedelta(days=366))
    assert not are_days_valid(FIRST, FIRST + timedelta(days=367))


@given(one=st.tuples(DAYS, DAYS).map(sorted), other=st.tuples(DAYS, DAYS).map(sorted))
def test_stretches_overlap_if_they_share_a_day(one: list[date], other: list[date]) -> None:
    """The answer is that of counting the days, in either order."""
    days = [{begin + timedelta(days=n) for n in range((end - begin).days + 1)} for begin, end in (one, other)]
    shared = bool(days[0] & days[1])
    assert overlap((one[0], one[1]), (other[0], other[1])) is shared
    assert overlap((other[0], other[1]), (one[0], one[1])) is shared
    assert any_overlap((one[0], one[1]), [(other[0], other[1])]) == ((other[0], other[1]) if shared else None)


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2026, 12, 20), "upcoming"),
        (FIRST, "current"),
        (LAST, "current"),
        (date(2027, 1, 13), "past"),
    ],
)
def test_the_status_follows_the_day(today: date, status: str) -> None:
    """First and last day belong to it; a cancelled absence is neither to come nor in course."""
    assert status_of(FIRST, LAST, today, cancelled=False) == status
    assert status_of(FIRST, LAST, today, cancelled=True) == "cancelled"


def test_the_days_are_said_as_people_say_them() -> None:
    """One day is «el …», several are «del … al …»."""
    assert days_phrase(FIRST, FIRST) == "el lunes 21 de diciembre de 2026"
    assert days_phrase(FIRST, LAST) == "del lunes 21 de diciembre de 2026 al martes 12 de enero de 2027"


def test_the_folder_seeds_absences_with_lasting_ids() -> None:
    """The id names user and first day, so that it is the same before and after it is stored."""
    assert seeded_users(SITE) == {"funcionario1"}
    [seed] = seeded_absences(SITE, "funcionario1")
    assert (seed.first_day, seed.last_day, seed.reason) == (FIRST, LAST, "Vacaciones")
    assert seeded_id("funcionario1", seed) == "site-funcionario1-2026-12-21"
    assert seeded_absences(SITE, "juridica1") == []
