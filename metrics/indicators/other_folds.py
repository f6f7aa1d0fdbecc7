"""How facts change the counts that are not of a call's way: tickets, customers, advisors, data that are missing. Pure.

Owns these counts. Tickets, advisors and gaps belong to no line: they are counted in the interval in which the thing
happened.
"""

from datetime import date, datetime, timedelta
from typing import Final

from eventlog import facts
from eventlog.facts import Envelope
from eventlog.ticket_facts import TicketClosed, TicketTermBreached
from metrics.indicators import cells
from metrics.indicators.call_folds import Fold, counted_at
from metrics.indicators.cells import INTERVAL_S, LOCAL, Key, slot_of
from metrics.indicators.ledger import MS, Caller, Duty, Ledger, Wrap

STATE_RESTORED, GATEWAY_LOST = "state_restored", "gateway_lost"
_DAY: Final = timedelta(days=1)


def _filed(ledger: Ledger, envelope: Envelope, _: facts.TicketFiled) -> None:
    """Tickets of answered calls; first contact is measured over them."""
    _of_call(ledger, envelope.call_id, cells.TICKETS)


def _of_call(ledger: Ledger, call_id: str, measure: str) -> None:
    call = ledger.answered(call_id)
    for key in () if call is None else (call.at, call.first):
        if key is not None:
            ledger.cells[key][measure] += 1


def _closed(ledger: Ledger, envelope: Envelope, fact: TicketClosed) -> None:
    """Answered in time counts when it was; what came late was counted when its last day passed."""
    if fact.outcome == "first_contact":
        _of_call(ledger, envelope.call_id, cells.FIRST_CONTACT)
    if fact.outcome == "withdrawn" or not ledger.is_in(envelope.at):
        return
    slot = slot_of(envelope.at)
    if not fact.late:
        ledger.count(slot, "ticket", cells.DUE)
        ledger.count(slot, "ticket", cells.IN_TIME)
    elif fact.ticket not in ledger.state.breached and _breach_would_be_here(fact, envelope.at):
        ledger.count(slot, "ticket", cells.DUE)
    ledger.state.breached.discard(fact.ticket)


def _breach_would_be_here(fact: TicketClosed, at: datetime) -> bool:
    """Whether its last day passed in this local month, so that we would know if that had been counted already."""
    return date.fromisoformat(fact.due_on) >= at.astimezone(LOCAL).date().replace(day=1) - _DAY


def _breached(ledger: Ledger, envelope: Envelope, fact: TicketTermBreached) -> None:
    if fact.ticket not in ledger.state.breached and ledger.is_in(envelope.at):
        ledger.state.breached.add(fact.ticket)
        ledger.count(slot_of(envelope.at), "ticket", cells.DUE)


def _verified(ledger: Ledger, envelope: Envelope, fact: facts.IdentityVerified) -> None:
    """Who called is known by the customer that was verified: a number stands in no fact, so none can be compared.

    A customer is counted once a line and local month, at the first call; and once as returning, if another call came
    within the days that a definition asks for.
    """
    call = ledger.state.calls.get(envelope.call_id) or ledger.state.lingering.get(envelope.call_id)
    if call is None or call.at is None or call.verified:
        return
    call.verified = True
    month = call.arrived_at.astimezone(LOCAL).strftime("%Y-%m")
    if month > ledger.state.month:
        ledger.state.month, ledger.state.callers = month, {}
    if month == ledger.state.month:
        _called(ledger, f"{call.line}|{fact.customer_ref}", call.at, call.arrived_at)


def _called(ledger: Ledger, who: str, key: Key, at: datetime) -> None:
    known = ledger.state.callers.get(who)
    if known is None:
        ledger.state.callers[who] = Caller(first=key, last_at=at)
        ledger.cells[key][cells.CALLERS] += 1
        return
    since = abs(at - known.last_at)
    fresh = tuple(days for days in ledger.repeat_days if since <= days * _DAY and days not in known.again)
    for days in fresh:
        ledger.cells[known.first][f"{cells.AGAIN}{days}"] += 1
    known.again, known.last_at = (*known.again, *fresh), max(at, known.last_at)


def _advisor_changed(ledger: Ledger, envelope: Envelope, fact: facts.AdvisorStateChanged) -> None:
    at = envelope.at
    wrap = ledger.state.wraps.pop(fact.advisor, None)
    if wrap is not None:
        for key in wrap.at:
            ledger.cells[key][cells.HANDLE_MS] += (at - wrap.since) // MS
    if fact.state == "wrap_up" and (call := ledger.answered(envelope.call_id)) is not None:
        ledger.state.wraps[fact.advisor] = Wrap(since=at, at=counted_at(call))
    _on_duty(ledger, fact, at)


def _on_duty(ledger: Ledger, fact: facts.AdvisorStateChanged, at: datetime) -> None:
    known = ledger.state.duties.pop(fact.advisor, None)
    since = known.since if known is not None else ledger.begins
    if since is not None:
        _spent(ledger, fact.previous, since, at)
    if fact.state != "offline":
        ledger.state.duties[fact.advisor] = Duty(state=fact.state, since=at)


def _spent(ledger: Ledger, state: str, since: datetime, until: datetime) -> None:
    """Time in a state, shared among the intervals that it lies in."""
    until = until if ledger.ends is None else min(until, ledger.ends)
    if state == "offline":
        return
    while since < until:
        slot = slot_of(since)
        step = min(until, datetime.fromtimestamp(slot + INTERVAL_S, since.tzinfo))
        ledger.count(slot, "advisor", f"{cells.STATE}{state}", (step - since) // MS)
        since = step


def _restored(ledger: Ledger, envelope: Envelope, _: facts.StateRestored) -> None:
    """Between the last fact that the journal held and this one, nobody knows: every interval of it is marked."""
    last_at = ledger.state.last_at or envelope.at
    slot, last = slot_of(last_at), slot_of(envelope.at)
    while slot <= last:
        ledger.count(slot, "gap", STATE_RESTORED)
        slot += INTERVAL_S


def _gateway_lost(ledger: Ledger, envelope: Envelope, _: facts.GatewayLost) -> None:
    if ledger.is_in(envelope.at):
        ledger.count(slot_of(envelope.at), "gap", GATEWAY_LOST)


FOLDS: Final[dict[type, Fold]] = {
    facts.TicketFiled: _filed,
    TicketClosed: _closed,
    TicketTermBreached: _breached,
    facts.IdentityVerified: _verified,
    facts.AdvisorStateChanged: _advisor_changed,
    facts.StateRestored: _restored,
    facts.GatewayLost: _gateway_lost,
}
