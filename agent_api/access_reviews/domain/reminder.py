"""The reminder of a review that is due: before its last day, and once after it. Pure."""

from datetime import date
from typing import Literal

import msgspec

from agent_api.access_reviews.domain.state_machine import ReviewState
from config.law.term_rules import TermRules
from config.law.terms import business_days_between


class ReviewReminder(msgspec.Struct, frozen=True, kw_only=True):
    """A reminder that is due."""

    kind: Literal["access_review_near", "access_review_late"]
    state: ReviewState
    days_left: int = 0

    @property
    def key(self) -> str:
        """The text that tells it from the other reminders of the same review."""
        return f"{self.kind} {self.state}"


def due_review_reminder(
    state: ReviewState, due_on: date, today: date, remind_before: int, terms: TermRules
) -> ReviewReminder | None:
    """Return the reminder that should have been sent by a local day; None if there is none."""
    if state == "closed":
        return None
    if today > due_on:
        return ReviewReminder(kind="access_review_late", state=state)
    left = business_days_between(today, due_on, terms)
    return ReviewReminder(kind="access_review_near", state=state, days_left=left) if left <= remind_before else None
