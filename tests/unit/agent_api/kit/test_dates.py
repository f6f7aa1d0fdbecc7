"""Dates and instants in query parameters."""

from datetime import UTC, date, datetime

import pytest

from agent_api.kit.dates import bounds_of_days, parse_day, parse_moment, start_of_local_day
from agent_api.kit.errors import BadQuery


def test_a_date_is_its_local_midnight() -> None:
    """A date means the midnight of Colombia, five hours behind UTC."""
    assert parse_moment("2026-11-24") == datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-11-24T13:00:00Z", "2026-11-24T08:00:00-05:00", "2026-11-24 13:00+00:00"])
def test_an_instant_keeps_its_zone(text: str) -> None:
    """An instant with its zone is that instant, however it is written."""
    assert parse_moment(text) == datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-24T13:00:00",
        "24/11/2026",
        "2026-02-30",
        "0001-01-01",
        "0001-01-01T00:00:00Z",
        "9999-12-31",
        "9999-12-31T23:59:59-05:00",
    ],
)
def test_instant_without_zone_is_ambiguous_so_it_is_refused(text: str) -> None:
    """An instant without a zone is ambiguous, so it is refused, as are invalid and out-of-range dates."""
    with pytest.raises(ValueError, match="instante con zona"):
        parse_moment(text)


def test_the_day_begins_at_local_midnight() -> None:
    """At three in the morning UTC it still is yesterday in Colombia."""
    assert start_of_local_day(datetime(2026, 11, 24, 3, tzinfo=UTC)) == datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_a_day_is_written_out() -> None:
    """A date is written with year, month and day in digits; a number or a week is refused."""
    assert parse_day("2026-11-24") == date(2026, 11, 24)
    for text in (0, 1_800_000_000, True, "", "0", "2026-02-30", "2026-W48-2", "2026-11-24T00:00:00", "２０２６-11-24"):
        with pytest.raises(ValueError, match="fecha"):
            parse_day(text)


def test_days_lie_between_the_midnights_around_them() -> None:
    """The second bound is exclusive, a missing day is no bound, and no later day exists after the calendar's last."""
    day, begins = date(2026, 11, 24), datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert bounds_of_days(day, day) == (begins, datetime(2026, 11, 25, 5, tzinfo=UTC))
    assert bounds_of_days(None, None) == (None, None)
    assert bounds_of_days(day, date.max) == (begins, None)


def test_days_in_the_wrong_order_are_refused() -> None:
    """The last day may not precede the first."""
    with pytest.raises(BadQuery):
        bounds_of_days(date(2026, 11, 24), date(2026, 11, 23))
