"""The date on which a petition counts as received."""

from datetime import date, datetime, time

import msgspec
import pytest

from config.law.filing_date import filing_date, rule_in_force
from config.law.term_rules import ReceiptCut, TermRules
from config.timezone import COLOMBIA

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
RULES = TermRules(receipt_cuts=(ReceiptCut(since=date(2026, 1, 1), closes_at=time(17)),))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a local moment."""
    return datetime.combine(day, time(hour, minute), COLOMBIA)


@pytest.mark.parametrize(
    ("received_at", "day"),
    [
        (at(FRIDAY, 6), FRIDAY),
        (at(FRIDAY, 16, 59), FRIDAY),
        (at(FRIDAY, 17), MONDAY),
        (at(date(2026, 11, 21), 10), MONDAY),
        (at(date(2026, 11, 1), 10), date(2026, 11, 3)),
    ],
)
def test_out_of_hours_counts_as_received_on_next_business_day(received_at: datetime, day: date) -> None:
    """From the closing time on, and on days without service, a petition counts from the next business day."""
    assert filing_date(received_at, "email", RULES) == day


def test_without_a_rule_the_calendar_day_counts() -> None:
    """Without a rule, and before the first one, a petition counts from the day on which it arrived."""
    assert filing_date(at(FRIDAY, 23), "email", TermRules()) == FRIDAY
    assert filing_date(at(date(2025, 11, 21), 23), "email", RULES) == date(2025, 11, 21)


def test_a_rule_covers_only_its_channels() -> None:
    """A petition at the counter or by phone counts from its day if the rule covers writings only."""
    assert filing_date(at(FRIDAY, 18), "in_person", RULES) == FRIDAY
    assert filing_date(at(FRIDAY, 18), "phone", RULES) == FRIDAY


def test_the_latest_rule_by_the_day_of_receipt_applies() -> None:
    """A new rule does not change petitions of earlier days."""
    later = ReceiptCut(since=FRIDAY, closes_at=time(18))
    rules = msgspec.structs.replace(RULES, receipt_cuts=(later, *RULES.receipt_cuts))
    assert rule_in_force(FRIDAY, rules) == later
    assert filing_date(at(FRIDAY, 17, 30), "web", rules) == FRIDAY
    assert filing_date(at(date(2026, 11, 19), 17, 30), "web", rules) == FRIDAY
