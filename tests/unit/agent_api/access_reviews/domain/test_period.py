"""The period of a review, its last day and its reminders."""

from datetime import date

import pytest

from agent_api.access_reviews.domain.period import first_day_of, is_unbegun_late, last_review_day, period_name
from agent_api.access_reviews.domain.reminder import due_review_reminder
from config.law.term_rules import TermRules

TERMS = TermRules()


@pytest.mark.parametrize(
    ("day", "months", "first", "name"),
    [
        (date(2026, 11, 30), 3, date(2026, 10, 1), "cuarto trimestre de 2026"),
        (date(2026, 1, 1), 3, date(2026, 1, 1), "primer trimestre de 2026"),
        (date(2026, 6, 30), 6, date(2026, 1, 1), "primer semestre de 2026"),
        (date(2026, 12, 31), 2, date(2026, 11, 1), "sexto bimestre de 2026"),
        (date(2026, 9, 1), 4, date(2026, 9, 1), "tercer cuatrimestre de 2026"),
        (date(2026, 2, 28), 1, date(2026, 2, 1), "febrero de 2026"),
        (date(2026, 2, 28), 12, date(2026, 1, 1), "2026"),
    ],
)
def test_a_period_begins_in_january(day: date, months: int, first: date, name: str) -> None:
    """Each day has one period, with its name in Spanish."""
    assert first_day_of(day, months) == first
    assert period_name(first, months) == name


def test_days_to_finish_are_business_days() -> None:
    """The first day does not count, nor do weekends and holidays."""
    assert last_review_day(date(2026, 11, 30), 5, TERMS) == date(2026, 12, 7)
    assert last_review_day(date(2026, 12, 4), 2, TERMS) == date(2026, 12, 9)  # 8 December is a holiday


def test_a_period_without_a_review_is_late_after_the_days_to_finish_one() -> None:
    """The days are counted from the first one of the period, on which the review should have begun."""
    begins = date(2026, 10, 1)
    assert not is_unbegun_late(begins, date(2026, 10, 8), 5, TERMS)
    assert is_unbegun_late(begins, date(2026, 10, 9), 5, TERMS)


def test_a_review_is_reminded_before_its_last_day_and_once_after_it() -> None:
    """Each state has its own reminder, because other people act in it; a closed review has none."""
    due = date(2026, 12, 18)
    assert due_review_reminder("open", due, date(2026, 12, 14), 3, TERMS) is None
    near = due_review_reminder("open", due, date(2026, 12, 15), 3, TERMS)
    assert near is not None
    assert (near.kind, near.days_left) == ("access_review_near", 3)
    late = [due_review_reminder(state, due, date(2026, 12, 19), 3, TERMS) for state in ("open", "signed")]
    assert [each and each.key for each in late] == ["access_review_late open", "access_review_late signed"]
    assert due_review_reminder("closed", due, date(2027, 1, 1), 3, TERMS) is None
