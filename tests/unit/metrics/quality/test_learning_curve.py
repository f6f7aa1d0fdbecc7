"""The learning curve."""

from datetime import date, timedelta

import pytest

from metrics.quality.learning_curve import counts_in_indicators, first_counted_day


@pytest.mark.parametrize(
    ("entry", "months", "first"),
    [
        ("2026-09-15", 2, "2026-11-15"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-08-31", 3, "2026-11-30"),
        ("2026-11-30", 0, "2026-11-30"),
    ],
)
def test_work_counts_from_the_same_day_of_a_later_month(entry: str, months: int, first: str) -> None:
    """Months are of the calendar, and end on the last day of a shorter one; the day before does not count."""
    entered, counted = date.fromisoformat(entry), date.fromisoformat(first)
    assert first_counted_day(entered, months) == counted
    assert counts_in_indicators(entered, counted, months)
    assert not counts_in_indicators(entered, counted - timedelta(days=1), months)


def test_negative_months_are_refused() -> None:
    """A curve that ends before the entry is an error of the site."""
    with pytest.raises(ValueError, match="negative"):
        first_counted_day(date(2026, 11, 30), -1)
