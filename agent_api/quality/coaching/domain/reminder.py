"""The reminder of a coaching that is due: the commitment's last day is near, or something is overdue. Pure."""

from datetime import date, datetime
from typing import Final, Literal

import msgspec

from agent_api.quality.coaching.domain.overdue import Overdue, overdue_of
from agent_api.quality.coaching.domain.state_machine import State
from config.law.term_rules import TermRules
from config.law.terms import business_days_between
from config.timezone import COLOMBIA

DAYS_BEFORE: Final = 1
"""Business days before the last day of a commitment on which it is reminded."""


class CoachingReminder(msgspec.Struct, frozen=True, kw_only=True):
    """A reminder that is due; ``day`` is that of the session or the last one of the commitment."""

    kind: Literal["coaching_near", "coaching_late", "coaching_unregistered"]
    day: date
    days_left: int = 0
    overdue: Overdue = ""

    @property
    def key(self) -> str:
        """The text that tells it from the other reminders of the same coaching."""
        return f"{self.kind} {self.day.isoformat()}"


def due_coaching_reminder(
    state: State, starts_at: datetime | None, due_on: date | None, now: datetime, terms: TermRules
) -> CoachingReminder | None:
    """Return the reminder that should have been sent by a moment; None if there is none.

    A commitment that began within `DAYS_BEFORE` of its last day is only reminded once it is late.
    """
    overdue = overdue_of(state, starts_at, due_on, now)
    if starts_at is None:
        return None
    began_on, today = starts_at.astimezone(COLOMBIA).date(), now.astimezone(COLOMBIA).date()
    if overdue == "session":
        return CoachingReminder(kind="coaching_unregistered", day=began_on, overdue=overdue)
    if due_on is None or state not in ("held", "confirmed"):
        return None
    if overdue:
        return CoachingReminder(kind="coaching_late", day=due_on, overdue=overdue)
    left = business_days_between(today, due_on, terms)
    if left <= DAYS_BEFORE < business_days_between(began_on, due_on, terms):
        return CoachingReminder(kind="coaching_near", day=due_on, days_left=left)
    return None


def recipients_of(reminder: CoachingReminder, advisor: str, leader: str) -> set[str]:
    """Return who is reminded: the leader, and the advisor while the commitment waits for them."""
    return {leader} if reminder.overdue in ("session", "follow_up") else {advisor, leader}
