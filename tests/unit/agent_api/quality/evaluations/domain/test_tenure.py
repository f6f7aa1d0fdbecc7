"""The mark of the learning curve."""

from datetime import date

from agent_api.quality.evaluations.domain.tenure import tenure_on

ENTRY = date(2026, 10, 31)


def test_the_day_of_the_work_decides() -> None:
    """The months are of the calendar, and without a date of entry nothing is known."""
    assert tenure_on(ENTRY, date(2026, 12, 30), 2) == "new"
    assert tenure_on(ENTRY, date(2026, 12, 31), 2) == "experienced"
    assert tenure_on(ENTRY, ENTRY, 0) == "experienced"
    assert tenure_on(None, ENTRY, 2) == "unknown"
