"""Folds of facts about tickets, customers, advisors and missing data. Pure.

Tickets, advisors and gaps belong to no line: they count in the interval in which they happened.
"""

from datetime import UTC, datetime
from typing import Final

from eventlog import facts
from eventlog.facts import Envelope
from eventlog.facts.tickets.ticket import TicketClosed, TicketReclassified, TicketTermBreached
from metrics.indicators.breakdown.contacts import count_wrap_up, wrap_up_cell
from metrics.indicators.breakdown.timeliness import (
    Holder,
    count_due,
    holder_of,
    is_breach_of_month,
    takes_breach_back,
)
from metrics.indicators.call_folds import Fold, count_caller, handled_cells
from metrics.indicators.cells import INTERVAL_S, PAUSED, Cell, slot_of
from metrics.indicators.ledger import BreachedTicket, Ledger, caller_name

STATE_RESTORED, GATEWAY_LOST = "state_restored", "gateway_lost"


def _on_filed(ledger: Ledger, envelope: Envelope, _: facts.TicketFiled) -> None:
    """Count a ticket of an answered call; first contact is measured over these."""
    for cell in _cells_of_call(ledger, envelope):
        cell.tickets += 1


def _cells_of_call(ledger: Ledger, envelope: Envelope) -> list[Cell]:
    """Return where an answered call counts: its line, and the queue of its first answer."""
    call = ledger.answered_call(envelope.call_id, envelope.at)
    return [] if call is None else [cell for cell in (call.at, call.first) if cell is not None]


def _on_closed(ledger: Ledger, envelope: Envelope, fact: TicketClosed) -> None:
    """Count a timely answer when it is sent; a late one counted when its last day passed."""
    if fact.outcome == "first_contact":
        for each in _cells_of_call(ledger, envelope):
            each.first_contact += 1
    interval = ledger.interval(envelope.at)
    if fact.outcome == "withdrawn" or not interval.is_in:
        return
    if not fact.late:
        count_due(ledger, interval.slot, holder_of(fact), in_time=True)
    elif fact.ticket not in ledger.breached and is_breach_of_month(fact.due_on, envelope.at):
        count_due(ledger, interval.slot, holder_of(fact))
    ledger.breached.pop(fact.ticket, None)


def _on_breached(ledger: Ledger, envelope: Envelope, fact: TicketTermBreached) -> None:
    interval = ledger.interval(envelope.at)
    if fact.ticket not in ledger.breached and interval.is_in:
        ledger.breached[fact.ticket] = BreachedTicket(interval.slot, *holder_of(fact))
        count_due(ledger, interval.slot, holder_of(fact))


def _on_reclassified(ledger: Ledger, envelope: Envelope, fact: TicketReclassified) -> None:
    """Take back a breach of the same local month if the new last day has not passed."""
    if not ledger.interval(envelope.at).is_in or not takes_breach_back(fact, envelope.at):
        return
    if (breach := ledger.breached.pop(fact.ticket, None)) is not None:
        count_due(ledger, breach.slot, Holder(breach.area, breach.tier, breach.owner), -1)


def _on_verified(ledger: Ledger, envelope: Envelope, fact: facts.IdentityVerified) -> None:
    """Count the call's customer as its caller, or join the customer to the number's caller.

    Counts in the line and the local month of arrival, however late the verification is.
    """
    call = ledger.known_call(envelope.call_id, envelope.at)
    if call is None or call.at is None or call.verified:
        return
    call.verified = True
    customer = caller_name(ledger, call.slot, call.line, fact.customer_ref)
    if call.caller:
        if call.ended_at is None:
            count_caller(ledger, call)
        ledger.callers.join(call.caller, customer)
    else:
        ledger.callers.add(customer, call.at, call.arrived_at, envelope.at)


def _on_advisor_changed(ledger: Ledger, envelope: Envelope, fact: facts.AdvisorStateChanged) -> None:
    at, advisor, state = envelope.at, fact.advisor, fact.state
    if (wrap := ledger.wraps.pop(advisor, None)) is not None:
        since, counted, _ = wrap
        for cell in counted:
            if cell.key.population == "by_advisor":
                count_wrap_up(cell, advisor, at - since)
            else:
                cell.handled += at - since
    if state == "wrap_up" and (call := ledger.answered_call(envelope.call_id, at)) is not None:
        ledger.wraps[advisor] = at, (*handled_cells(call), *wrap_up_cell(ledger, call)), envelope.call_id
    if at >= ledger.turns_at:
        advance_month(ledger, at)
    duty = ledger.duties.get(advisor)
    began = duty[1] if duty is not None else ledger.turned_at
    if (ended := fact.previous) == "paused":
        _add_state_time(ledger, duty[0] if duty is not None and duty[0].startswith(PAUSED) else PAUSED, began, at)
    elif ended != "offline":
        _add_state_time(ledger, ended, began, at)
    if state != "offline":
        ledger.duties[advisor] = state if state != "paused" else f"{PAUSED}{fact.reason}", at
    elif duty is not None:
        del ledger.duties[advisor]


def _add_state_time(ledger: Ledger, state: str, since: datetime, until: datetime) -> None:
    """Add time in a state to each interval that it overlaps."""
    interval = ledger.interval(until)
    while since < interval.begins:
        if interval.is_in:
            interval.advisors.spent[state] += until - interval.begins
        interval, until = ledger.previous_interval(interval), interval.begins
    if interval.is_in and since < until:
        interval.advisors.spent[state] += until - since


def advance_month(ledger: Ledger, at: datetime) -> None:
    """Count advisors' open states up to the end of the old month when a new local month begins, and forget them.

    So a fold of one month's facts alone gives the same counts: an advisor's next change names the state that it ends,
    and that state counts from the start of the month. An advisor without a fact in a month has no time in it. Nothing
    changes while the month lasts.
    """
    if at < ledger.turns_at:
        return
    for state, since in ledger.duties.values():
        _add_state_time(ledger, state, since, ledger.turns_at)
    ledger.duties.clear()
    ended = ledger.turns_at.timestamp()
    ledger.evaluations = {number: each for number, each in ledger.evaluations.items() if each.slot >= ended}
    ledger.advance_month(at)


def _on_restored(ledger: Ledger, envelope: Envelope, _: facts.StateRestored) -> None:
    """Mark every interval between the last journaled fact and this one: its data may be missing."""
    last_at = ledger.last_at or envelope.at
    _mark_gaps(ledger, slot_of(last_at), envelope.at, STATE_RESTORED)


def _on_gateway_lost(ledger: Ledger, envelope: Envelope, _: facts.GatewayLost) -> None:
    interval = ledger.interval(envelope.at)
    if interval.is_in:
        ledger.cell(interval.slot, "", "", "gap").kinds[GATEWAY_LOST] += 1


def _on_process_replaced(ledger: Ledger, envelope: Envelope, fact: facts.ProcessReplaced) -> None:
    """Mark each interval in which a gateway hung; other processes take no calls."""
    if fact.gateway:
        _mark_gaps(ledger, slot_of(datetime.fromtimestamp(fact.silent_since_ms / 1000, UTC)), envelope.at, GATEWAY_LOST)


def _mark_gaps(ledger: Ledger, slot: int, until: datetime, kind: str) -> None:
    """Mark the intervals of the period from `slot` to the one that contains `until`."""
    last = slot_of(until)
    while slot <= last:
        if ledger.is_in_period(datetime.fromtimestamp(slot, UTC)):
            ledger.cell(slot, "", "", "gap").kinds[kind] += 1
        slot += INTERVAL_S


FOLDS: Final[dict[type, Fold]] = {
    facts.TicketFiled: _on_filed,
    TicketClosed: _on_closed,
    TicketTermBreached: _on_breached,
    TicketReclassified: _on_reclassified,
    facts.IdentityVerified: _on_verified,
    facts.AdvisorStateChanged: _on_advisor_changed,
    facts.StateRestored: _on_restored,
    facts.GatewayLost: _on_gateway_lost,
    facts.ProcessReplaced: _on_process_replaced,
}
