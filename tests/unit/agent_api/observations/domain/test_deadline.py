"""The deadline status of an observation."""

from datetime import date

import pytest

from agent_api.observations.domain.deadline import AnswerStatus, ObservationStatus, due_date, status_on
from config.law.term_rules import TermRules
from config.site.oversight.observations import ObservationRules

DUE = date(2026, 12, 3)  # a Thursday


@pytest.mark.parametrize(
    ("answered_on", "today", "standing", "days"),
    [
        (None, date(2026, 11, 26), "waiting", 5),
        (None, DUE, "waiting", 0),
        (None, date(2026, 12, 4), "late", 1),
        (None, date(2026, 12, 9), "late", 3),  # after a weekend and a holiday
        (None, date(2026, 12, 5), "late", 1),  # a Saturday
        (DUE, date(2027, 1, 1), "answered", 0),
        (date(2026, 12, 7), date(2027, 1, 1), "answered_late", 2),
    ],
)
def test_an_observation_is_judged_by_its_last_day(
    answered_on: date | None, today: date, standing: AnswerStatus, days: int
) -> None:
    """The last day is in time; a later answer stays late, whenever the status is read."""
    assert status_on(DUE, answered_on, today, TermRules()) == ObservationStatus(standing=standing, days=days)


@pytest.mark.parametrize(
    ("made_on", "days", "due_on"),
    [
        (date(2026, 11, 26), 1, date(2026, 11, 27)),
        (date(2026, 11, 26), 5, date(2026, 12, 3)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # a Saturday
        (date(2026, 12, 4), 5, date(2026, 12, 14)),  # the eighth of December is a holiday
    ],
)
def test_the_last_day_is_counted_in_business_days(made_on: date, days: int, due_on: date) -> None:
    """The count leaves out the day of the observation, weekends and holidays."""
    assert due_date(made_on, ObservationRules(answer_days=days), TermRules()) == due_on
