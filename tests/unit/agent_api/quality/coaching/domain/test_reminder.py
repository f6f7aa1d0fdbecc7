"""The reminder of a coaching that is due, and who gets it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.quality.coaching.domain.overdue import Overdue, overdue_of
from agent_api.quality.coaching.domain.reminder import CoachingReminder, due_coaching_reminder, recipients_of
from agent_api.quality.coaching.domain.state_machine import State
from config.law.term_rules import TermRules

TERMS = TermRules()
SESSION = datetime(2026, 11, 30, 15, tzinfo=UTC)
"""A Monday at 10:00 in Bogotá; Tuesday 8 December is a holiday."""
DUE = date(2026, 12, 9)
STATES: tuple[State, ...] = ("proposed", "scheduled", "held", "confirmed", "followed", "dismissed", "annulled")


@pytest.mark.parametrize(
    ("state", "day", "reminder"),
    [
        ("held", date(2026, 12, 4), None),
        ("held", date(2026, 12, 7), ("coaching_near", 1)),
        ("confirmed", date(2026, 12, 8), ("coaching_near", 1)),
        ("confirmed", DUE, ("coaching_near", 0)),
        ("held", date(2026, 12, 10), ("coaching_late", 0)),
        ("followed", date(2026, 12, 10), None),
    ],
)
def test_a_commitment_is_reminded_a_business_day_before(
    state: State, day: date, reminder: tuple[str, int] | None
) -> None:
    """The holiday does not count; what ended is not reminded."""
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    due = due_coaching_reminder(state, SESSION, DUE, now, TERMS)
    assert (due and (due.kind, due.days_left)) == reminder


def test_a_session_that_was_not_registered_is_reminded() -> None:
    """With its day in Bogotá."""
    late = datetime(2026, 12, 1, 3, tzinfo=UTC)
    due = due_coaching_reminder("scheduled", late, None, late + timedelta(minutes=1), TERMS)
    assert due == CoachingReminder(kind="coaching_unregistered", day=date(2026, 11, 30), overdue="session")


def test_a_commitment_of_the_next_day_is_only_reminded_when_late() -> None:
    """Its notification has just said the day."""
    assert due_coaching_reminder("held", SESSION, date(2026, 12, 1), SESSION, TERMS) is None


@pytest.mark.parametrize(
    ("overdue", "people"),
    [("", {"ana", "sara"}), ("confirmation", {"ana", "sara"}), ("follow_up", {"sara"}), ("session", {"sara"})],
)
def test_who_is_reminded(overdue: Overdue, people: set[str]) -> None:
    """The leader always; the advisor while they can confirm or fulfil."""
    kind = "coaching_late" if overdue else "coaching_near"
    reminder = CoachingReminder(kind=kind, day=DUE, overdue=overdue)  # type: ignore[arg-type]
    assert recipients_of(reminder, "ana", "sara") == people


@given(st.sampled_from(STATES), st.integers(0, 40), st.lists(st.integers(0, 24), min_size=1, max_size=40))
def test_reminders_follow_the_calendar(state: State, term: int, hours: list[int]) -> None:
    """Each overdue coaching is reminded, and no reminder returns after a later one."""
    due_on, now, keys = SESSION.date() + timedelta(days=term), SESSION, list[str]()
    for passed in hours:
        now += timedelta(hours=passed)
        reminder = due_coaching_reminder(state, SESSION, due_on, now, TERMS)
        assert (reminder.overdue if reminder else "") == overdue_of(state, SESSION, due_on, now)
        if reminder and reminder.key not in keys[-1:]:
            keys.append(reminder.key)
    assert len(keys) == len(set(keys)) <= 2
