"""The due days and months of reports, and the report settings of a site."""

from datetime import UTC, date, datetime, time

import pytest

from config.site.loader import site_from_json, site_to_json
from config.site.reports import (
    AccessReport,
    DailyReport,
    MonthlyReport,
    QuarterlyReport,
    due_days,
    due_month,
    due_period,
)
from tests.support.site_folders import errors_of, sample_site, with_edit

SAMPLE = sample_site()
WEDNESDAY = date(2026, 11, 25)
DAILY = DailyReport(at=time(20, 30))


def works(day: date) -> bool:
    """Return a calendar that is open on every day but Sundays."""
    return day.weekday() < 6


def test_a_day_is_due_from_its_hour_on_in_colombia() -> None:
    """A day is due from the configured hour in Colombia, and not a minute before."""
    assert WEDNESDAY not in due_days(DAILY, works, datetime(2026, 11, 26, 1, 29, tzinfo=UTC))
    assert due_days(DAILY, works, datetime(2026, 11, 26, 1, 30, tzinfo=UTC))[-1] == WEDNESDAY


def test_midnight_is_the_one_at_the_days_end() -> None:
    """The report of a line that never closes is due at midnight at the end of the day."""
    late = DailyReport(at=time(0))
    assert due_days(late, works, datetime(2026, 11, 26, 4, 59, tzinfo=UTC))[-1] == date(2026, 11, 24)
    assert due_days(late, works, datetime(2026, 11, 26, 5, tzinfo=UTC))[-1] == WEDNESDAY


def test_missed_days_are_made_up_for_and_closed_ones_are_none() -> None:
    """Missed days of the past week are due; closed days are not, unless the site includes them."""
    now = datetime(2026, 11, 26, 2, tzinfo=UTC)
    due = due_days(DAILY, works, now)
    assert [day.day for day in due] == [18, 19, 20, 21, 23, 24, 25]
    assert date(2026, 11, 22) in due_days(DailyReport(at=time(20, 30), closed_days=True), works, now)


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (datetime(2026, 12, 1, 10, 59, tzinfo=UTC), None),
        (datetime(2026, 12, 1, 11, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2027, 1, 1, 11, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_a_month_is_due_from_its_day_and_hour_of_the_next_one(now: datetime, month: date | None) -> None:
    """A month is due from its day and hour in the next month until that month ends."""
    assert due_month(MonthlyReport(day=1, hour=6), now) == month


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("at: 20:30", "at: 18:00", "una línea cierra a las 19:00"),
        ("at: 20:30", "at: noche", "no es una hora; escríbala así: 20:30"),
        ("at: 20:30", "at: 25:00", "no es una hora; use de 0:00 a 24:00"),
        ("day: 1", "day: 31", "use de 1 a 28"),
        ("interventoria@icetex.example]\nmanagement", "presidencia@icetex.example]\nmanagement", "una sola vez"),
        ("[presidencia@icetex.example,", "[presidencia,", "escriba una dirección de correo"),
    ],
)
def test_invalid_value_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    """Each error has the file and the correction."""
    [error] = errors_of(with_edit("reports.yaml", old, new))
    assert error.startswith("reports.yaml:")
    assert message in error


def test_reports_come_back_from_a_stored_version() -> None:
    """Reports, with their times, are restored from a stored version."""
    assert site_from_json(site_to_json(SAMPLE)).reports == SAMPLE.reports
    assert SAMPLE.reports.presidency is not None


@pytest.mark.parametrize(
    ("now", "quarter"),
    [
        (datetime(2027, 1, 1, 10, 59, tzinfo=UTC), None),
        (datetime(2027, 1, 1, 11, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2027, 3, 31, 23, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2027, 4, 1, 11, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_quarter_is_due_from_its_day_and_hour_of_the_next_one(now: datetime, quarter: date | None) -> None:
    """A quarter is due from its day and hour in the next quarter until that one ends."""
    assert due_period(QuarterlyReport(day=1, hour=6), "quarter", now) == quarter


@pytest.mark.parametrize(
    ("now", "month", "year"),
    [
        (datetime(2027, 1, 1, 10, 59, tzinfo=UTC), None, None),
        (datetime(2027, 1, 1, 11, tzinfo=UTC), date(2026, 12, 1), date(2026, 1, 1)),
        (datetime(2027, 3, 1, 10, 59, tzinfo=UTC), None, date(2026, 1, 1)),
        (datetime(2027, 3, 1, 11, tzinfo=UTC), date(2027, 2, 1), date(2026, 1, 1)),
    ],
)
def test_access_requests_are_reported_by_month_and_by_year(
    now: datetime, month: date | None, year: date | None
) -> None:
    """The decree sets no period: each length that the site publishes is due after its own end."""
    rules = AccessReport(day=1, hour=6)
    assert {each: due_period(rules, each, now) for each in rules.every} == {"month": month, "year": year}
