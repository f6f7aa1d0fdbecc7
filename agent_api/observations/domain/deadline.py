"""Until when an observation is to be answered, and where it stands: waiting, late, answered in time or late. Pure.

Owns that judgement. It must not know a database, nor who asks.
"""

from datetime import date
from typing import Literal

import msgspec

from config.law.term_rules import TermRules
from config.law.terms import business_days_between, count_days
from config.site.oversight.observations import ObservationRules

AnswerStatus = Literal["waiting", "late", "answered", "answered_late"]


class ObservationStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Where an observation stands on a day.

    Attributes:
        standing: the word for it.
        days: business days that are left to answer, today not counted; where it is late, or was answered late, how
            many have passed since the last one; 0 where it was answered in time.
    """

    standing: AnswerStatus
    days: int


def due_date(made_on: date, rules: ObservationRules, terms: TermRules) -> date:
    """The last day to answer, a business day.

    Args:
        made_on: the local date of the observation.
        rules: how many days the site gives.
        terms: which days count to this entity.
    """
    return count_days(made_on, rules.answer_days, terms)[-1].day


def status_on(due_on: date, answered_on: date | None, today: date, terms: TermRules) -> ObservationStatus:
    """Where an observation stands.

    Args:
        due_on: its last day.
        answered_on: the local date of the answer, or None.
        today: the local date.
        terms: which days count to this entity.
    """
    if answered_on is None and today <= due_on:
        return ObservationStatus(standing="waiting", days=business_days_between(today, due_on, terms))
    ended = answered_on or today
    late = business_days_between(due_on, ended, terms)
    if answered_on is None:
        return ObservationStatus(standing="late", days=late)
    return ObservationStatus(standing="answered_late" if ended > due_on else "answered", days=late)
