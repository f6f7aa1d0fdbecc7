"""The days whose chain head is due to be published."""

from datetime import UTC, date, datetime, timedelta

from agent_api.anchors.domain.daily_schedule import MAX_DAYS, days_due, end_of_day

DAY = date(2026, 11, 25)
MIDNIGHT = datetime(2026, 11, 26, 5, tzinfo=UTC)
BEFORE = MIDNIGHT - timedelta(milliseconds=1)


def test_a_day_ends_at_midnight_in_bogota() -> None:
    """A day ends at midnight in Bogotá, which is 05:00 UTC."""
    assert end_of_day(DAY) == MIDNIGHT


def test_a_day_is_due_once_a_later_day_has_a_fact() -> None:
    """A day is due once a later day has a fact, because no more facts of that day can arrive."""
    assert days_due(date(2026, 11, 24), BEFORE, BEFORE) == []
    assert days_due(date(2026, 11, 24), MIDNIGHT, MIDNIGHT) == [DAY]
    assert days_due(DAY, MIDNIGHT, MIDNIGHT) == []


def test_on_a_quiet_night_a_day_is_due_ten_minutes_later() -> None:
    """On a quiet night the day's head is due ten minutes later, without any new fact."""
    patience = timedelta(minutes=10)
    assert days_due(date(2026, 11, 24), MIDNIGHT + patience - timedelta(seconds=1), BEFORE) == []
    assert days_due(date(2026, 11, 24), MIDNIGHT + patience, BEFORE) == [DAY]


def test_it_begins_with_yesterday() -> None:
    """Publishing begins with yesterday; older days are not published afterwards."""
    assert days_due(None, MIDNIGHT + timedelta(hours=9), MIDNIGHT + timedelta(hours=8)) == [DAY]
    assert days_due(None, MIDNIGHT + timedelta(hours=9), None) == []


def test_missed_days_are_published_in_order_at_most_month_back() -> None:
    """Missed days are published in order, at most a month back."""
    now = MIDNIGHT + timedelta(hours=9)
    assert days_due(date(2026, 11, 22), now, now) == [date(2026, 11, 23), date(2026, 11, 24), DAY]
    long_ago = days_due(date(2025, 1, 1), now, now)
    assert (len(long_ago), long_ago[-1]) == (MAX_DAYS, DAY)
