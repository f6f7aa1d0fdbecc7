"""Anomalous traffic: counted apart from every figure. Pure.

A call that is set aside leaves one count of its own, in the interval in which it arrived. Its earlier counts are found
by a replay of its facts in an empty ledger, so no fold needs an inverse.
"""

from typing import Final

from eventlog import facts
from eventlog.facts import Envelope
from eventlog.facts.tickets.ticket import TicketClosed
from metrics.indicators import call_folds, non_call_folds
from metrics.indicators.breakdown import folds as breakdown_folds
from metrics.indicators.call_folds import Fold
from metrics.indicators.cells import CALL_POPULATIONS, REFUSED, SET_ASIDE
from metrics.indicators.ledger import Ledger, OpenCall

_OF_ONE_CALL: Final = frozenset({*CALL_POPULATIONS, "visit", "by_advisor", "reasons"})
_TICKET_FOLDS: Final[dict[type, Fold]] = {
    kind: non_call_folds.FOLDS[kind] for kind in (facts.TicketFiled, TicketClosed)
}
REPLAYED_FOLDS: Final[dict[type, Fold]] = {**call_folds.FOLDS, **breakdown_folds.CALL_FOLDS, **_TICKET_FOLDS}
"""Folds of the facts that change the counts of an open call; an `OpenCall` keeps these facts."""


def _on_refused(ledger: Ledger, envelope: Envelope, fact: facts.TrafficRefused) -> None:
    """Count calls that were refused and never ingressed."""
    interval = ledger.interval(envelope.at)
    if interval.is_in:
        ledger.cell(interval.slot, fact.line, "", "anomalous").kinds[f"{REFUSED}{fact.reason}"] += fact.calls


def _on_set_aside(ledger: Ledger, envelope: Envelope, _: facts.CallSetAside) -> None:
    """Subtract a call from every count, and forget it so that its later facts do not count."""
    call = ledger.calls.get(envelope.call_id)
    if call is None or call.at is None:
        return
    del ledger.calls[envelope.call_id]
    alone = _counted_alone(ledger, envelope.call_id, call)
    for cell in alone.cells.values():
        if cell.key.population in _OF_ONE_CALL:
            ledger.cell(*cell.key).subtract(cell)
    ledger.wraps = {advisor: wrap for advisor, wrap in ledger.wraps.items() if wrap[2] != envelope.call_id}
    ledger.cell(call.slot, call.line, "", "anomalous").kinds[SET_ASIDE] += 1


def _counted_alone(ledger: Ledger, call_id: str, call: OpenCall) -> Ledger:
    """Replay the call's facts in an empty ledger."""
    ledger_of_call = Ledger(begins=ledger.begins, ends=ledger.ends)
    for at, fact in call.facts:
        one = Envelope(id="", at=at, campaign="", call_id=call_id, actor="", site_version="", fact=fact)
        REPLAYED_FOLDS[type(fact)](ledger_of_call, one, fact)
    return ledger_of_call


FOLDS: Final[dict[type, Fold]] = {facts.TrafficRefused: _on_refused, facts.CallSetAside: _on_set_aside}
