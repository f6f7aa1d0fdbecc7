"""When the periodic report is due."""

from datetime import UTC, date, datetime

import pytest

from config.notices import Notices, Report, period_of

MONDAY = date(2026, 11, 23)
WEEKLY = Report()


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (datetime(2026, 11, 23, 11, 59, tzinfo=UTC), date(2026, 11, 16)),  # 6:59 in Bogotá
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), MONDAY),
        (datetime(2026, 11, 29, 4, 59, tzinfo=UTC), MONDAY),
        (datetime(2026, 11, 30, 12, 0, tzinfo=UTC), date(2026, 11, 30)),
    ],
)
def test_a_period_begins_on_its_day_and_hour_in_colombia(now: datetime, period: date) -> None:
    """Until the next one begins it is the same: what nobody sent on Monday is sent on Tuesday."""
    assert period_of(WEEKLY, now) == period


def test_several_days_are_several_periods() -> None:
    """Each with one sending."""
    report = Report(days=("monday", "thursday"), hour=0)
    assert period_of(report, datetime(2026, 11, 26, 5, tzinfo=UTC)) == date(2026, 11, 26)
    assert period_of(report, datetime(2026, 11, 26, 4, tzinfo=UTC)) == MONDAY


def test_a_link_leads_to_the_ticket() -> None:
    """Where the site says where the screens are."""
    assert Notices(address="https://a.example/").link("2026-1") == "https://a.example/bandeja/2026-1"
    assert Notices().link("2026-1") == ""
