"""The date on which a petition counts as received, by the entity's rule for petitions out of hours. Pure.

The law leaves that choice to the entity: a petition may be sent at any hour (Ley 1437 de 2011, art. 5, numeral 1).
"""

from datetime import date, datetime, timedelta

from config.law.term_rules import ReceiptCut, TermRules
from config.law.terms import day_of_receipt, skip_reason
from config.timezone import COLOMBIA

_DAY = timedelta(days=1)


def filing_date(received_at: datetime, channel: str, rules: TermRules) -> date:
    """Return the date on which a petition counts as received; of one in hours, the day on which it arrived.

    Raises TermRefused as `config.law.terms.day_of_receipt` does.
    """
    day = day_of_receipt(received_at)
    rule = rule_in_force(day, rules)
    if rule is None or channel not in rule.channels or not _is_out_of_hours(received_at, day, rule, rules):
        return day
    day += _DAY
    while skip_reason(day, rules) is not None:
        day += _DAY
    return day


def rule_in_force(day: date, rules: TermRules) -> ReceiptCut | None:
    """Return the rule for petitions that arrive on a local date; None before the first."""
    begun = [each for each in rules.receipt_cuts if each.since <= day]
    return max(begun, key=lambda each: each.since) if begun else None


def _is_out_of_hours(received_at: datetime, day: date, rule: ReceiptCut, rules: TermRules) -> bool:
    if skip_reason(day, rules) is not None:
        return True
    return rule.closes_at is not None and received_at.astimezone(COLOMBIA).time() >= rule.closes_at
