"""The last day of a finding, whether it is late, and the reminder that is due. Pure.

Days are business days of the site: its holidays and the days that it closes do not count.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

import msgspec

from agent_api.quality.findings.domain.state_machine import REMINDED, UNCORRECTED, QualityFinding
from config.law.term_rules import TermRules
from config.law.terms import business_days_between, count_days

FindingStanding = Literal["in_term", "late", "corrected", "corrected_late", "void"]
"""``void``: annulled, so that no term counts."""
LATE: Final = "late"


class FindingTerm(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a finding's term on a day.

    Attributes:
        days: business days left, the last one included, while it is in term; else business days since the last one.
    """

    standing: FindingStanding
    days: int


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """A reminder that is due; ``key`` tells it from the others of the same last day."""

    key: str
    days_left: int
    late: bool


def last_day(counted_from: date, days_to_act: int, terms: TermRules) -> date:
    """Return the last day to correct, a business day; the first day does not count."""
    return count_days(counted_from, days_to_act, terms)[-1].day


def term_on(finding: QualityFinding, today: date, terms: TermRules) -> FindingTerm:
    """Return the state of the term on a local date."""
    if finding.state == "annulled":
        return FindingTerm(standing="void", days=0)
    ended = today if finding.state in UNCORRECTED else (finding.done_on or today)
    late = business_days_between(finding.due_on, ended, terms)
    if finding.state not in UNCORRECTED:
        return FindingTerm(standing="corrected_late" if ended > finding.due_on else "corrected", days=late)
    if today > finding.due_on:
        return FindingTerm(standing="late", days=late)
    return FindingTerm(standing="in_term", days=business_days_between(today, finding.due_on, terms))


def due_reminder(
    finding: QualityFinding, counted_from: date, reminders: Sequence[int], today: date, terms: TermRules
) -> Reminder | None:
    """Return the reminder that should have been sent by a local date; None if there is none.

    Of several that are due, only the nearest to the last day counts. A reminder before the first day is none.
    """
    if finding.state not in REMINDED:
        return None
    if today > finding.due_on:
        return Reminder(key=LATE, days_left=0, late=True)
    left = business_days_between(today, finding.due_on, terms)
    whole = business_days_between(counted_from, finding.due_on, terms)
    due = [each for each in reminders if left <= each < whole]
    return Reminder(key=str(min(due)), days_left=left, late=False) if due else None
