"""The last days of receipt and answer, and the replies that a recipient owes. Pure.

Days are business days of the site, without the day of the sending.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from agent_api.large_clients.novelties.domain.state_machine import (
    OPEN_STATES,
    Novelty,
    NoveltyDelivery,
    NoveltyStep,
)
from config.law.term_rules import TermRules
from config.law.terms import business_days_between, count_days
from eventlog.facts.large_client import MissingReply, NoveltyAct, Recipient

_REPLY_BY_ACT: Final[Mapping[NoveltyAct, MissingReply]] = {"receive": "receipt", "answer": "answer"}


class OwedReply(NamedTuple):
    """A receipt or an answer whose last day has passed."""

    recipient: Recipient
    missing: MissingReply
    due_on: date


def last_day(sent_on: date, days: int, terms: TermRules) -> date:
    """Return the last day of a reply, a business day."""
    return count_days(sent_on, days, terms)[-1].day


def owed_replies(novelty: Novelty, today: date) -> tuple[OwedReply, ...]:
    """Return the replies that are late on a local day, none of a closed or annulled novelty."""
    if novelty.state not in OPEN_STATES:
        return ()
    owed = []
    for each in novelty.deliveries:
        if each.received_on is None and today > each.receipt_due_on:
            owed.append(OwedReply(each.recipient, "receipt", each.receipt_due_on))
        if each.answered_on is None and today > each.answer_due_on:
            owed.append(OwedReply(each.recipient, "answer", each.answer_due_on))
    return tuple(owed)


def is_late(delivery: NoveltyDelivery, missing: MissingReply, today: date) -> bool:
    """Return whether a reply came after its last day, or is owed after it."""
    if missing == "receipt":
        return (delivery.received_on or today) > delivery.receipt_due_on
    return (delivery.answered_on or today) > delivery.answer_due_on


def is_late_step(novelty: Novelty, step: NoveltyStep) -> bool:
    """Return whether a step is a receipt or an answer that comes after its last day."""
    delivery, reply = novelty.delivery_to(step.recipient), _REPLY_BY_ACT.get(step.act)
    return delivery is not None and reply is not None and is_late(delivery, reply, step.on)


def business_days(first: date, last: date, terms: TermRules) -> int:
    """Return the business days from a day to another, without the first."""
    return business_days_between(first, last, terms)
