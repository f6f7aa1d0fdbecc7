"""Answers within the legal term by business area, tier and official. Pure.

They sum up to the indicator of timeliness: each counted answer and each breach has one area, tier and official, those
that had the ticket when it was answered or when its last day passed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from config.timezone import COLOMBIA
from eventlog.facts.tickets.ticket import TicketClosed, TicketReclassified, TicketTermBreached
from metrics.indicators.cells import DUE, IN_TIME, Counts
from metrics.indicators.ledger import Ledger


class Holder(NamedTuple):
    """The ones who had a ticket; ``area`` and ``owner`` may be empty."""

    area: str
    tier: int
    owner: str


class TermCount(NamedTuple):
    """Tickets that were due, and those of them that were answered in time."""

    in_time: int
    due: int


NO_TERMS: Final = TermCount(0, 0)
_DAY: Final = timedelta(days=1)


def holder_of(fact: TicketClosed | TicketTermBreached) -> Holder:
    """Return the ones who had the ticket of a fact."""
    return Holder(fact.area, fact.tier, fact.owner)


def is_breach_of_month(due_on: str, at: datetime) -> bool:
    """Return whether a last day passed in the local month of ``at``: then the month's facts have the breach."""
    return date.fromisoformat(due_on) >= at.astimezone(COLOMBIA).date().replace(day=1) - _DAY


def takes_breach_back(fact: TicketReclassified, at: datetime) -> bool:
    """Return whether a new last day has not passed, so that a breach of the same local month does not count."""
    is_overdue = date.fromisoformat(fact.due_on) < at.astimezone(COLOMBIA).date()
    return not is_overdue and is_breach_of_month(fact.due_before, at)


def count_due(ledger: Ledger, slot: int, holder: Holder, number: int = 1, *, in_time: bool = False) -> None:
    """Count tickets that were due in an interval, or take them back with a negative ``number``."""
    cell, detail = ledger.cell(slot, "", "", "ticket"), ledger.cell(slot, "", "", "answers").kinds
    place = "|".join(map(str, holder))
    cell.due += number
    detail[f"{DUE}|{place}"] += number
    if in_time:
        cell.in_time += number
        detail[f"{IN_TIME}|{place}"] += number


def terms_of_counts(cells: Iterable[Counts]) -> dict[Holder, TermCount]:
    """Sum the cells of the population ``answers`` by holder."""
    total: Counter[str] = Counter()
    for counts in cells:
        total.update(counts)
    terms: dict[Holder, TermCount] = {}
    for measure, number in total.items():
        kind, area, tier, owner = measure.split("|", 3)
        holder = Holder(area, int(tier), owner)
        known = terms.get(holder, NO_TERMS)
        due, in_time = (number, 0) if kind == DUE else (0, number)
        terms[holder] = TermCount(known.in_time + in_time, known.due + due)
    return {holder: each for holder, each in sorted(terms.items()) if each.due}


def group_terms(terms: Mapping[Holder, TermCount], key: Callable[[Holder], str]) -> dict[str, TermCount]:
    """Sum the counts by a part of the holder, in its order."""
    grouped: dict[str, TermCount] = {}
    for holder, each in terms.items():
        known = grouped.get(key(holder), NO_TERMS)
        grouped[key(holder)] = TermCount(known.in_time + each.in_time, known.due + each.due)
    return dict(sorted(grouped.items()))
