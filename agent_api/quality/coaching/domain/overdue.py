"""The overdue part of a coaching. Pure."""

from datetime import date, datetime
from typing import Literal

from agent_api.quality.coaching.domain.state_machine import State
from config.timezone import COLOMBIA

Overdue = Literal["", "session", "confirmation", "follow_up"]
"""The part that was due: the session passed and was not registered, or the last day of the commitment passed before it
was confirmed or followed up. Empty for nothing."""


def overdue_of(state: State, starts_at: datetime | None, due_on: date | None, now: datetime) -> Overdue:
    """Return the overdue part now."""
    if state == "scheduled":
        return "session" if starts_at is not None and starts_at < now else ""
    is_over = due_on is not None and due_on < now.astimezone(COLOMBIA).date()
    if state == "held":
        return "confirmation" if is_over else ""
    return "follow_up" if state == "confirmed" and is_over else ""
