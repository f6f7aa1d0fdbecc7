"""Deadline of an observation, and its status: waiting, late, answered in time or answered late. Pure.

It must not know the database, nor the users.
"""

from datetime import date
from typing import Literal

import msgspec

from config.law.term_rules import TermRules
from config.law.terms import business_days_between, count_days
from config.site.oversight.observations import ObservationRules

AnswerStatus = Literal["waiting", "late", "answered", "answered_late"]


class ObservationStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Status of an observation on a day.

    Attributes:
        days: business days left to answer, without today; if late or answered late, business days since the deadline; 0
            if answered in time.
    """

    standing: AnswerStatus
    days: int


def due_date(made_on: date, rules: ObservationRules, terms: TermRules) -> date:
    """Return the last day to answer, a business day."""
    return count_days(made_on, rules.answer_days, terms)[-1].day


def status_on(due_on: date, answered_on: date | None, today: date, terms: TermRules) -> ObservationStatus:
    """Return the status on a local date; ``answered_on`` is None without an answer."""
    if answered_on is None and today <= due_on:
        return ObservationStatus(standing="waiting", days=business_days_between(today, due_on, terms))
    ended = answered_on or today
    late = business_days_between(due_on, ended, terms)
    if answered_on is None:
        return ObservationStatus(standing="late", days=late)
    return ObservationStatus(standing="answered_late" if ended > due_on else "answered", days=late)
