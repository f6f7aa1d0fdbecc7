"""How facts of calls change the counts. Pure.

Owns a call's way through them: entered, waited, answered, ended, each counted once in the interval of arrival. What
ends a visit to a queue, and as what, is `eventlog.visits`'.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from eventlog import facts, visits
from eventlog.facts import AnyFact, Envelope
from metrics.indicators import cells
from metrics.indicators.cells import Key, Population, slot_of, wait_class
from metrics.indicators.ledger import LINGERS, MS, Ledger, OpenCall

Fold = Callable[[Ledger, Envelope, Any], None]


def _ingressed(ledger: Ledger, envelope: Envelope, fact: facts.CallIngressed) -> None:
    _entered(ledger, envelope, fact.line, "in_hours" if fact.in_hours else "after_hours")


def _received(ledger: Ledger, envelope: Envelope, fact: facts.CallReceived) -> None:
    _entered(ledger, envelope, fact.line, "received")


def _entered(ledger: Ledger, envelope: Envelope, line: str, population: Population) -> None:
    at = envelope.at
    if not ledger.is_in(at):
        return
    slot = slot_of(at)
    key = Key(slot, line, "", population)
    ledger.cells[key][cells.ENTERED] += 1
    ledger.state.calls[envelope.call_id] = OpenCall(at=key, line=line, slot=slot, arrived_at=at)


def _call_back_queued(ledger: Ledger, envelope: Envelope, fact: facts.CallBackQueued) -> None:
    if envelope.call_id not in ledger.state.calls and ledger.is_in(envelope.at):
        call = OpenCall(at=None, line=fact.line, slot=slot_of(envelope.at), arrived_at=envelope.at)
        ledger.state.calls[envelope.call_id] = call


def _queued(ledger: Ledger, envelope: Envelope, fact: facts.CallQueued) -> None:
    call = ledger.state.calls.get(envelope.call_id)
    if call is None:
        return
    _left(ledger, call, fact, envelope.at)
    _talked(ledger, call, envelope.at)
    if call.waits_since is None or fact.reason != facts.OVERFLOW:
        call.waits_since = envelope.at
    if call.at is not None and not call.queued and call.first is None:
        call.queued = True
        ledger.cells[call.at][cells.QUEUED] += 1
    call.visit = key = Key(call.slot, fact.line, fact.queue, "visit")
    counts = ledger.cells[key]
    counts[cells.ENTERED] += 1
    counts[cells.QUEUED] += 1


def _answered(ledger: Ledger, envelope: Envelope, fact: facts.CallAnswered) -> None:
    call = ledger.state.calls.get(envelope.call_id)
    if call is None:
        return
    at, visit = envelope.at, call.visit
    counted = [] if visit is None else [visit]
    if call.first is None:
        call.first = visit or Key(call.slot, fact.line, fact.queue, "visit")
        counted += [] if call.at is None else [call.at]
    for key in counted:
        _waited(ledger, key, call, at)
    call.visit = None
    call.talk, call.talks_since = visit or call.first, at


def _waited(ledger: Ledger, key: Key, call: OpenCall, at: datetime) -> None:
    """An answer, with the wait from the queue and from the line."""
    counts = ledger.cells[key]
    counts[cells.ANSWERED] += 1
    in_line = at - call.arrived_at
    counts[cells.LINE_WAIT_NAMES[wait_class(in_line)]] += 1
    counts[cells.LINE_WAIT_MS] += in_line // MS
    if call.waits_since is not None:
        wait = at - call.waits_since
        counts[cells.WAIT_NAMES[wait_class(wait)]] += 1
        counts[cells.WAIT_MS] += wait // MS


def _promised(ledger: Ledger, envelope: Envelope, fact: facts.CallBackPromised | facts.CallSentOn) -> None:
    call = ledger.state.calls.get(envelope.call_id)
    if call is not None:
        _left(ledger, call, fact, envelope.at)


def _call_back_ended(ledger: Ledger, envelope: Envelope, fact: facts.CallBackEnded) -> None:
    call = ledger.state.calls.pop(envelope.call_id, None)
    if call is not None:
        _left(ledger, call, fact, envelope.at)


def _ended(ledger: Ledger, envelope: Envelope, fact: facts.CallEnded) -> None:
    call = ledger.state.calls.pop(envelope.call_id, None)
    if call is None:
        return
    _left(ledger, call, fact, envelope.at)
    _talked(ledger, call, envelope.at)
    if call.at is not None:
        counts = ledger.cells[call.at]
        counts[_OUTCOME_NAMES[fact.outcome]] += 1
        if fact.outcome == "abandoned_queue" and call.waits_since is not None:
            counts[cells.GAVE_UP_NAMES[wait_class(envelope.at - call.waits_since)]] += 1
    if call.first is not None:
        call.ended_at = envelope.at
        ledger.state.lingering[envelope.call_id] = call
    _forget(ledger, envelope.at)


def _left(ledger: Ledger, call: OpenCall, fact: AnyFact, at: datetime) -> None:
    """A visit that goes on ends by this fact without an answer."""
    key = call.visit
    if key is None:
        return
    how = visits.left(fact)
    counts = ledger.cells[key]
    counts[f"{cells.LEFT}{how}"] += 1
    if how == "abandoned_queue" and call.waits_since is not None:
        counts[cells.GAVE_UP_NAMES[wait_class(at - call.waits_since)]] += 1
    call.visit = None


def _talked(ledger: Ledger, call: OpenCall, at: datetime) -> None:
    """A talk that goes on ends: its time counts for the call and for the queue where it was answered."""
    if call.talks_since is None or call.talk is None:
        return
    talked = (at - call.talks_since) // MS
    for key in counted_at(call):
        ledger.cells[key][cells.HANDLE_MS] += talked
    call.talks_since = None


def counted_at(call: OpenCall) -> tuple[Key, ...]:
    """Where an answered call's time is counted: as a call of its line, and in the queue of its last answer."""
    return tuple(key for key in (call.at, call.talk) if key is not None)


def _typified(ledger: Ledger, envelope: Envelope, _: facts.CallTypified) -> None:
    call = ledger.answered(envelope.call_id)
    if call is None or call.typified:
        return
    call.typified = True
    for key in (call.at, call.first):
        if key is not None:
            ledger.cells[key][cells.TYPIFIED] += 1


def _forget(ledger: Ledger, now: datetime) -> None:
    """Calls leave memory: the oldest first, once nothing of them can be counted any more."""
    lingering = ledger.state.lingering
    while lingering:
        first = next(iter(lingering))
        ended_at = lingering[first].ended_at
        if ended_at is not None and now - ended_at <= LINGERS:
            return
        del lingering[first]


_OUTCOME_NAMES: Final = {outcome: f"{cells.OUTCOME}{outcome}" for outcome in facts.OUTCOMES}
FOLDS: Final[dict[type, Fold]] = {
    facts.CallIngressed: _ingressed,
    facts.CallReceived: _received,
    facts.CallBackQueued: _call_back_queued,
    facts.CallQueued: _queued,
    facts.CallAnswered: _answered,
    facts.CallBackPromised: _promised,
    facts.CallSentOn: _promised,
    facts.CallBackEnded: _call_back_ended,
    facts.CallEnded: _ended,
    facts.CallTypified: _typified,
}
