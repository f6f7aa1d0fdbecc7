"""Weeks are those of ISO 8601, in Bogotá."""

from datetime import date, datetime, timedelta

import pytest

from config.timezone import COLOMBIA
from metrics.quality.samples.week import Week, parse_week, week_of


@pytest.mark.parametrize(
    ("text", "first_day"),
    [("2026-W47", date(2026, 11, 16)), ("2026-W53", date(2026, 12, 28)), ("2027-W01", date(2027, 1, 4))],
)
def test_a_week_is_read_and_written(text: str, first_day: date) -> None:
    """The year of a week is that of its Thursday."""
    assert parse_week(text) == Week(first_day)
    assert str(Week(first_day)) == text
    assert str(week_of(datetime.combine(first_day, datetime.min.time(), COLOMBIA))) == text


@pytest.mark.parametrize("text", ["2026-W54", "2027-W53", "2026-W00", "2026-47", "2026-W7", "0000-W01", "2026-W47 "])
def test_a_text_that_is_no_week_is_refused(text: str) -> None:
    """Only weeks of the calendar are read."""
    with pytest.raises(ValueError, match="week"):
        parse_week(text)


def test_a_week_ends_at_midnight_in_bogota() -> None:
    """The last moment of Sunday is of the week, and midnight is of the next one."""
    week = parse_week("2026-W47")
    assert week.ends - week.begins == timedelta(days=7)
    assert week.ends.isoformat() == "2026-11-23T00:00:00-05:00"
    assert week_of(week.ends - timedelta(seconds=1)) == week
    assert week_of(week.ends) == week.following(1)
    assert week.last_day == date(2026, 11, 22)
