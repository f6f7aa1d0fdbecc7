"""Time from the end of a call to the escalation of its ticket, as classes of exact bounds. Pure.

An escalation counts when it happens, in the interval of its fact, which states the time: so a month needs no facts of
another one. Classes are whole seconds up to an hour and whole minutes after it, each rounded up, so «within n seconds»
is exact for every bound that a formula can have.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import UNSET

from config.site.oversight.indicators import Formula
from eventlog.facts.tickets.ticket import TicketEscalated
from metrics.indicators.cells import Cell, Counts

EXACT_S: Final = 3600
"""Bounds up to this are counted in seconds; longer ones are multiples of a minute."""
LONGEST_S: Final = 30 * 86_400
"""Longer times share one class."""
_MINUTE: Final = 60
_UP, _UP_MS = "up", "up_ms"


def tier_counted(fact: TicketEscalated) -> int:
    """Return the tier of an escalation that counts, else 0.

    It counts if the ticket is of an answered call, and goes to the written channel or to its first business area.
    """
    is_first = fact.tier == 2 or (fact.tier == 3 and fact.round == 1)
    return fact.tier if is_first and fact.after_call_ms >= 0 else 0


def count_escalation(cell: Cell, fact: TicketEscalated) -> None:
    """Count an escalation in the cell of its interval."""
    if tier := tier_counted(fact):
        cell.kinds[f"{_UP}{tier}|{class_of(fact.after_call_ms)}"] += 1
        cell.kinds[f"{_UP_MS}{tier}"] += fact.after_call_ms


def class_of(after_ms: int) -> int:
    """Return the class of a time in ms: its upper bound in s."""
    seconds = -(-after_ms // 1000)
    if seconds > EXACT_S:
        seconds = -(-seconds // _MINUTE) * _MINUTE
    return min(seconds, LONGEST_S + _MINUTE)


def escalation_mean(formula: Formula, counts: Counts) -> tuple[int, int]:
    """Return the sum of the times in ms, and the number of escalations."""
    tier = tier_of(formula)
    return counts.get(f"{_UP_MS}{tier}", 0), sum(number for _, number in classes_of(counts, tier))


def escalation_share(formula: Formula, counts: Counts) -> tuple[int, int]:
    """Return the escalations within the formula's bound, and all of them."""
    bound, classes = formula.within_s, list(classes_of(counts, tier_of(formula)))
    assert bound is not UNSET
    return sum(number for upper, number in classes if upper <= bound), sum(number for _, number in classes)


def tier_of(formula: Formula) -> int:
    """Return the tier to which a formula counts escalations."""
    return 3 if formula.escalated_to == "area" else 2


def classes_of(counts: Counts, tier: int) -> Iterator[tuple[int, int]]:
    """Yield the upper bound in s and the number of escalations of each class to a tier."""
    prefix = f"{_UP}{tier}|"
    for measure, number in counts.items():
        if measure.startswith(prefix):
            yield int(measure[len(prefix) :]), number
