"""Folds of call facts into counts. Pure.

A call enters, waits, is answered and ends; each counts once, in the interval of arrival. Which fact ends a visit to a
queue, and with which exit, is in `eventlog.folds.visits`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Final

from eventlog import facts
from eventlog.facts import OVERFLOW, AnyFact, Envelope
from eventlog.folds.call_record import is_too_short_to_talk
from eventlog.folds.visits import visit_exit
from metrics.indicators.breakdown.contacts import begin_attention, count_reason, end_attention
from metrics.indicators.cells import (
    GAVE_UP_NAMES,
    LEFT,
    OUTCOME,
    WITHOUT_TALK,
    Cell,
    Population,
    wait_class,
)
from metrics.indicators.ledger import LINGER_LIMIT, MARK, Ledger, OpenCall, caller_name

Fold = Callable[[Ledger, Envelope, Any], None]
_FORGETS_EVERY: Final = timedelta(minutes=15)
_OUTCOME_NAMES: Final = {outcome: f"{OUTCOME}{outcome}" for outcome in facts.OUTCOMES}


def _on_ingressed(ledger: Ledger, envelope: Envelope, fact: facts.CallIngressed) -> None:
    call = _enter(ledger, envelope, fact.line, "in_hours" if fact.in_hours else "after_hours")
    if fact.caller_mark and call is not None and call.at is not None:
        call.caller = caller_name(ledger, call.slot, call.line, f"{MARK}{fact.caller_mark}")


def _on_received(ledger: Ledger, envelope: Envelope, fact: facts.CallReceived) -> None:
    _enter(ledger, envelope, fact.line, "received")


def _enter(ledger: Ledger, envelope: Envelope, line: str, population: Population) -> OpenCall | None:
    at = envelope.at
    interval = ledger.interval(at)
    if not interval.is_in:
        return None
    cell = ledger.cell(interval.slot, line, "", population)
    cell.entered += 1
    ledger.calls[envelope.call_id] = call = OpenCall(cell, line, interval.slot, at)
    return call


def _on_call_back_queued(ledger: Ledger, envelope: Envelope, fact: facts.CallBackQueued) -> None:
    interval = ledger.interval(envelope.at)
    if envelope.call_id not in ledger.calls and interval.is_in:
        ledger.calls[envelope.call_id] = OpenCall(None, fact.line, interval.slot, envelope.at)


def _on_queued(ledger: Ledger, envelope: Envelope, fact: facts.CallQueued) -> None:
    call = ledger.calls.get(envelope.call_id)
    if call is None:
        return
    at = envelope.at
    if call.visit is not None:
        _end_visit(call, fact, at)
    if call.talks_since is not None:
        _end_talk(call, at)
        end_attention(call, at)
    if call.waits_since is None or fact.reason != OVERFLOW:
        call.waits_since = at
    if not call.queued and call.first is None and call.at is not None:
        call.queued = True
        call.at.queued += 1
    call.visit = cell = ledger.cell(call.slot, fact.line, fact.queue, "visit")
    cell.entered += 1
    cell.queued += 1


def _on_answered(ledger: Ledger, envelope: Envelope, fact: facts.CallAnswered) -> None:
    call = ledger.calls.get(envelope.call_id)
    if call is None:
        return
    visit = call.visit
    counted = [] if visit is None else [visit]
    if call.first is None:
        call.answered_at = envelope.at
        call.first = visit if visit is not None else ledger.cell(call.slot, fact.line, fact.queue, "visit")
        if call.at is not None:
            call.first.first_answered += 1
            counted.append(call.at)
    if counted:
        _add_wait(counted, call, envelope.at)
    if visit is not None or call.talk is None:
        call.talk = visit if visit is not None else call.first
    call.visit, call.talks_since = None, call.talks_since or envelope.at
    begin_attention(ledger, call, fact, envelope.at)


def _add_wait(cells: Sequence[Cell], call: OpenCall, at: datetime) -> None:
    """Count an answer with its wait from queue entry and from line entry."""
    in_line, wait = at - call.arrived_at, None if call.waits_since is None else at - call.waits_since
    classes = wait_class(in_line), None if wait is None else wait_class(wait)
    for cell in cells:
        cell.answers[classes] += 1
        cell.line_waited += in_line
        if wait is not None:
            cell.waited += wait


def _on_passed_on(ledger: Ledger, envelope: Envelope, fact: facts.CallBackPromised | facts.CallSentOn) -> None:
    call = ledger.calls.get(envelope.call_id)
    if call is not None and call.visit is not None:
        _end_visit(call, fact, envelope.at)


def _on_call_back_ended(ledger: Ledger, envelope: Envelope, fact: facts.CallBackEnded) -> None:
    call = ledger.calls.pop(envelope.call_id, None)
    if call is not None and call.visit is not None:
        _end_visit(call, fact, envelope.at)


def _on_ended(ledger: Ledger, envelope: Envelope, fact: facts.CallEnded) -> None:
    call = ledger.calls.pop(envelope.call_id, None)
    if call is None:
        return
    at = envelope.at
    if call.visit is not None:
        _end_visit(call, fact, at)
    if call.talks_since is not None:
        _end_talk(call, at)
        end_attention(call, at)
    if not call.verified:
        count_caller(ledger, call)
    if call.at is not None:
        call.at.kinds[_OUTCOME_NAMES[fact.outcome]] += 1
        if fact.outcome == "abandoned_queue" and call.waits_since is not None:
            call.at.kinds[GAVE_UP_NAMES[wait_class(at - call.waits_since)]] += 1
        if fact.outcome == "answered" and is_too_short_to_talk(call.answered_at, at):
            _count_without_talk(call)
    if call.first is not None:
        call.ended_at = at
        ledger.lingering[envelope.call_id] = call
        call.facts.clear()
    if at >= ledger.forgets_at:
        _forget_old_calls(ledger, at)


def _count_without_talk(call: OpenCall) -> None:
    for cell in (call.at, call.first):
        if cell is not None:
            cell.kinds[WITHOUT_TALK] += 1


def count_caller(ledger: Ledger, call: OpenCall) -> None:
    """Count the call for the caller behind its number.

    Runs when the call ends or is verified, not when it arrives: until then it may be set aside.
    """
    if call.at is not None and call.caller:
        ledger.callers.add(call.caller, call.at, call.arrived_at, call.arrived_at)


def _end_visit(call: OpenCall, fact: AnyFact, at: datetime) -> None:
    """End the current visit to a queue, if this fact ends one without an answer."""
    cell, exit_name = call.visit, visit_exit(fact)
    if cell is None or not exit_name:
        return
    cell.kinds[f"{LEFT}{exit_name}"] += 1
    if exit_name == "abandoned_queue" and call.waits_since is not None:
        cell.kinds[GAVE_UP_NAMES[wait_class(at - call.waits_since)]] += 1
    call.visit = None


def _end_talk(call: OpenCall, at: datetime) -> None:
    """End the current talk, and add its time to the call and to the queue where it was answered."""
    if call.talks_since is None:
        return
    talked = at - call.talks_since
    if call.at is not None:
        call.at.handled += talked
    if call.talk is not None:
        call.talk.handled += talked
    call.talks_since = None


def handled_cells(call: OpenCall) -> tuple[Cell, ...]:
    """Return where an answered call's time counts: its line, and the queue of its last answer."""
    if call.at is not None and call.talk is not None:
        return call.at, call.talk
    return () if call.talk is None else (call.talk,)


def _on_typified(ledger: Ledger, envelope: Envelope, fact: facts.CallTypified) -> None:
    call = ledger.answered_call(envelope.call_id, envelope.at)
    if call is None:
        return
    count_reason(ledger, call, fact)
    if call.typified:
        return
    call.typified = True
    for cell in (call.at, call.first):
        if cell is not None:
            cell.typified += 1


def _forget_old_calls(ledger: Ledger, now: datetime) -> None:
    """Forget calls about which no more facts count, many at a time and the oldest first."""
    lingering = ledger.lingering
    expired = takewhile(lambda call_id: now - (lingering[call_id].ended_at or now) > LINGER_LIMIT, lingering)
    for call_id in list(expired):
        del lingering[call_id]
    ledger.forgets_at = now + _FORGETS_EVERY


FOLDS: Final[dict[type, Fold]] = {
    facts.CallIngressed: _on_ingressed,
    facts.CallReceived: _on_received,
    facts.CallBackQueued: _on_call_back_queued,
    facts.CallQueued: _on_queued,
    facts.CallAnswered: _on_answered,
    facts.CallBackPromised: _on_passed_on,
    facts.CallSentOn: _on_passed_on,
    facts.CallBackEnded: _on_call_back_ended,
    facts.CallEnded: _on_ended,
    facts.CallTypified: _on_typified,
}
