"""Months of the calendar."""

from datetime import date

import pytest

from config.calendar_months import add_months


@pytest.mark.parametrize(
    ("start", "months", "ends"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 2, "2027-01-30"),
        ("2026-07-10", 12, "2027-07-10"),
    ],
)
def test_months_are_those_of_the_calendar(start: str, months: int, ends: str) -> None:
    """A month ends on the same day of the later month, or on its last day."""
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(ends)
