"""The overdue part of a coaching."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agent_api.quality.coaching.domain.overdue import Overdue, overdue_of
from agent_api.quality.coaching.domain.state_machine import State

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
"""22:00 of the day before in Bogotá."""
TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("state", "starts_at", "due_on", "overdue"),
    [
        ("proposed", None, None, ""),
        ("scheduled", NOW, None, ""),
        ("scheduled", NOW - timedelta(seconds=1), None, "session"),
        ("held", NOW - timedelta(days=9), TODAY, ""),
        ("held", NOW - timedelta(days=9), TODAY - timedelta(days=1), "confirmation"),
        ("confirmed", NOW - timedelta(days=9), TODAY, ""),
        ("confirmed", NOW - timedelta(days=9), TODAY - timedelta(days=1), "follow_up"),
        ("followed", NOW - timedelta(days=9), TODAY - timedelta(days=1), ""),
        ("annulled", NOW - timedelta(days=9), TODAY - timedelta(days=1), ""),
    ],
)
def test_what_is_overdue(state: State, starts_at: datetime | None, due_on: date | None, overdue: Overdue) -> None:
    """The last day of a commitment counts whole, in Bogotá; what ended is never overdue."""
    assert overdue_of(state, starts_at, due_on, NOW) == overdue
