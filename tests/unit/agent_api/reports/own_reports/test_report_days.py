"""The days of each period: over the ends of months and years, and a leap day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_api.reports.own_reports.domain.definition import PeriodChoice, RelativePeriod
from agent_api.reports.own_reports.domain.report_days import LONGEST_DAYS, days_in_words, days_of, longest_days
from config.timezone import COLOMBIA
from metrics.reports.periods import Period
from tests.support.properties import examples

MOMENTS = st.integers(0, 7 * 366 * 24).map(lambda hours: datetime(2026, 1, 1, tzinfo=COLOMBIA) + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("kind", "at", "first", "last"),
    [
        ("today", "2026-12-01T07:00", "2026-12-01", "2026-12-01"),
        ("yesterday", "2026-12-01T07:00", "2026-11-30", "2026-11-30"),
        ("yesterday", "2028-03-01T00:00", "2028-02-29", "2028-02-29"),
        ("last_7_days", "2027-01-03T07:00", "2026-12-27", "2027-01-02"),
        ("last_week", "2026-11-30T07:00", "2026-11-23", "2026-11-29"),
        ("last_week", "2026-12-06T23:59", "2026-11-23", "2026-11-29"),
        ("last_month", "2028-03-31T07:00", "2028-02-01", "2028-02-29"),
        ("last_month", "2027-01-01T00:00", "2026-12-01", "2026-12-31"),
        ("month_to_date", "2026-12-15T07:00", "2026-12-01", "2026-12-14"),
        ("month_to_date", "2026-12-01T07:00", "2026-11-01", "2026-11-30"),
        ("month_to_date", "2026-12-02T00:00", "2026-12-01", "2026-12-01"),
    ],
)
def test_a_relative_period(kind: RelativePeriod, at: str, first: str, last: str) -> None:
    """Whole days that ended; only today is not over."""
    moment = datetime.fromisoformat(at).replace(tzinfo=COLOMBIA)
    period = days_of(PeriodChoice(kind=kind), moment)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


def test_the_day_is_that_of_colombia() -> None:
    """At 3 in the morning of London, Colombia has the day before."""
    period = days_of(PeriodChoice(kind="today"), datetime.fromisoformat("2026-12-01T03:00:00+00:00"))
    assert period.first == date(2026, 11, 30)


@given(kind=st.sampled_from(sorted(LONGEST_DAYS)), at=MOMENTS)
@settings(max_examples=examples(100), deadline=None)
def test_no_period_is_longer_than_it_may_be(kind: RelativePeriod, at: datetime) -> None:
    """The limit of rows counts with it."""
    choice = PeriodChoice(kind=kind)
    period = days_of(choice, at)
    assert period.first <= period.last <= at.date()
    assert (period.last - period.first).days < longest_days(choice)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-30", "2026-11-30", "lunes 30 de noviembre de 2026"),
        ("2026-11-01", "2026-11-30", "noviembre de 2026"),
        ("2026-11-01", "2026-11-29", "del 01/11/2026 al 29/11/2026"),
        ("2026-10-01", "2026-11-30", "del 01/10/2026 al 30/11/2026"),
    ],
)
def test_a_period_in_words(first: str, last: str, words: str) -> None:
    """A day and a whole month have their own names."""
    assert days_in_words(Period(date.fromisoformat(first), date.fromisoformat(last))) == words
