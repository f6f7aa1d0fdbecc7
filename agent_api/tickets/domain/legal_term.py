"""The legal term of a ticket: which steps the law allows, the ticket's status on a day, and its alarms. Pure.

Owns the conversion between tickets and `config.law.terms`: which legal values a step holds. It must not decide which
steps a state allows, which `agent_api.tickets.domain.state_machine` does, and must not contain figures of the law.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from agent_api.tickets.domain import steps
from agent_api.tickets.domain.steps import Step
from agent_api.tickets.domain.ticket import Ticket
from config.law import term_events
from config.law.loader import load_law
from config.law.regimes import Law, LegalKind, NoRegimeInForce
from config.law.term_events import IncompletePetition, PositiveSilence
from config.law.term_rules import TermRules
from config.law.terms import (
    Basis,
    Color,
    Deadline,
    LegalTerm,
    TermRefused,
    TrafficLight,
    alarm_dates,
    clock_deadline,
    day_of_receipt,
    legal_term,
    traffic_light,
)
from config.site.model import Site
from config.spanish_dates import spoken_date
from eventlog.facts.tickets.ticket import Authority

TACIT_WITHDRAWAL_BASIS = "Ley 1437 de 2011, artículo 17 (Ley 1755 de 2015, artículo 1)"
EXPRESS_WITHDRAWAL_BASIS = "Ley 1437 de 2011, artículo 18 (Ley 1755 de 2015, artículo 1)"

AUTHORITY_TERM_BASIS = "Término fijado por la autoridad que lo pide"

_COMPLETION_SENTENCE: Final = "Para completar su petición tiene plazo hasta"
_APOLOGY: Final = "Le pedimos disculpas por la demora: le responderemos lo antes posible."
_DAY = timedelta(days=1)
_LOOKAHEAD_DAYS = 120
"""Days after which only green is possible: the site's bounds are at most 30 business days."""


class TermPolicy(msgspec.Struct, frozen=True):
    """The law, and the choices that it leaves to the entity."""

    law: Law
    rules: TermRules


def term_policy(site: Site) -> TermPolicy:
    """Return the term policy of a site: the law that comes with the product, and the site's choices."""
    return TermPolicy(load_law(), site.terms)


class TermStanding(msgspec.Struct, frozen=True, kw_only=True):
    """The status of a ticket's legal term on a day.

    Attributes:
        received_on: the day of receipt as the law counts it.
        silence: the effect of not answering in time; None if there is none.
        extendable_until: the latest day that an extension can set; None if the term cannot be extended.
        blocked_steps: steps that the law does not allow, regardless of their form.
    """

    received_on: date
    light: TrafficLight
    silence: PositiveSilence | None
    extendable_until: date | None
    blocked_steps: frozenset[type[Step]]


class RaisedAlarms(msgspec.Struct, frozen=True, kw_only=True):
    """The alarms that were already raised for a ticket.

    Attributes:
        near_on: the day of the last alarm, or None.
        breach_of: the last due date whose breach was reported, or None.
    """

    near_on: date | None = None
    breach_of: date | None = None


def term_of(policy: TermPolicy, received_at: datetime, kind: LegalKind) -> LegalTerm:
    """Return the term of an unanswered petition; see `config.law.terms.legal_term`."""
    return legal_term(policy.law, policy.rules, received_at, kind)


def citation(basis: Basis) -> str:
    """Return regime and articles of a basis in one line."""
    return f"{basis.regime}: {basis.text}"


def deadline_of(policy: TermPolicy, ticket: Ticket) -> Deadline:
    """Return the deadline before any extension: that of the receipt, or the one that the completion set.

    Raises:
        NoRegimeInForce: the law has no regime for that kind at that time.
        TermRefused: the moments contradict the law.
    """
    term = term_of(policy, ticket.legal_receipt_at, ticket.legal_kind)
    if ticket.asked_at is None or ticket.completed_at is None:
        return term.due
    return term_events.complete(
        term, policy.rules, _completion_clock(policy, ticket, ticket.asked_at), ticket.completed_at
    )


def extend_step(policy: TermPolicy, ticket: Ticket, until: date, reasons: str, now: datetime) -> steps.Extend:
    """Return the step of an extension that is notified now.

    Raises:
        TermRefused: see `config.law.term_events.extend`.
    """
    term = term_of(policy, ticket.legal_receipt_at, ticket.legal_kind)
    extended = term_events.extend(term, policy.rules, now, until, reasons, due=deadline_of(policy, ticket))
    return steps.Extend(until=extended.last_day, latest=extended.latest, basis=citation(extended.basis))


def ask_completion_step(policy: TermPolicy, ticket: Ticket, now: datetime) -> steps.AskCompletion:
    """Return the step that asks the petitioner now for missing information.

    Raises:
        TermRefused: it is too late to ask.
        NoRegimeInForce: the law in force on the day of receipt does not provide for it.
    """
    incomplete = _completion_clock(policy, ticket, now)
    basis = incomplete.complete_by.basis
    return steps.AskCompletion(complete_by=incomplete.complete_by.last_day, basis=citation(basis))


def complete_step(policy: TermPolicy, ticket: Ticket, completed_at: datetime) -> steps.Complete:
    """Return the step that records the arrival of the missing information.

    Raises:
        TermRefused: ``completed_early`` or ``completed_late``.
    """
    term = term_of(policy, ticket.legal_receipt_at, ticket.legal_kind)
    incomplete = _completion_clock(policy, ticket, ticket.asked_at or completed_at)
    due = term_events.complete(term, policy.rules, incomplete, completed_at)
    return steps.Complete(completed_at=completed_at, due_on=due.last_day, basis=citation(due.basis))


def deadline_of_kind(policy: TermPolicy, ticket: Ticket, kind: LegalKind) -> tuple[date, str]:
    """Return the last day, and its basis, of a ticket reclassified as another legal kind.

    The term is counted from the receipt by the law of that day, as at the filing, and includes the effect of a
    completion. A notified extension stays in force up to the limit of the other term. If the other term left no time to
    ask for missing information, that request does not suspend it.

    Raises:
        NoRegimeInForce: the law has no regime for that kind at that time.
    """
    if kind == ticket.legal_kind or ticket.authority is not None:
        return ticket.due_on, ticket.basis
    term = term_of(policy, ticket.legal_receipt_at, kind)
    try:
        answer_by = deadline_of(policy, msgspec.structs.replace(ticket, legal_kind=kind))
    except TermRefused:
        answer_by = term.due
    longest = term_events.latest_extension(term, policy.rules, answer_by) if ticket.extended else None
    if longest is None or ticket.due_on <= answer_by.last_day:
        return answer_by.last_day, citation(answer_by.basis)
    return min(ticket.due_on, longest.last_day), citation(longest.basis)


def transfer_step(policy: TermPolicy, ticket: Ticket) -> steps.Transfer:
    """Return the transfer to the competent authority: by its deadline if written, at once if spoken (art. 21).

    Raises:
        NoRegimeInForce: the law in force on the day of receipt does not provide for it.
    """
    by_law = term_events.forwarding_deadline(policy.law, policy.rules, ticket.legal_receipt_at)
    verbal = ticket.channel in ("phone", "in_person")
    last_day = ticket.counted_from if verbal else by_law.last_day
    return steps.Transfer(forward_by=last_day, basis=citation(by_law.basis))


def authority_term_step(authority: Authority, due_at: datetime) -> steps.SetAuthorityTerm:
    """Return the step of a term that an authority set.

    Raises:
        TermRefused: see `config.law.terms.day_of_receipt`.
    """
    due_on = day_of_receipt(due_at)
    return steps.SetAuthorityTerm(authority=authority, due_at=due_at, due_on=due_on, basis=AUTHORITY_TERM_BASIS)


def close_step(tacit: bool) -> steps.Close:
    """Return the step of a withdrawal, with its articles."""
    return steps.Close(tacit=tacit, basis=TACIT_WITHDRAWAL_BASIS if tacit else EXPRESS_WITHDRAWAL_BASIS)


def light_of(policy: TermPolicy, ticket: Ticket, now: datetime) -> TrafficLight:
    """Return the traffic light of a ticket; a ticket that waits for the petitioner is never overdue.

    A term of an authority ends at its hour.

    The light of a closed ticket tells whether it was answered late.
    """
    if ticket.closed_at is not None:
        late = ticket.outcome in ("first_contact", "answered") and ticket.is_late(ticket.closed_at)
        return TrafficLight("overdue" if late else "green", 0, 0)
    light = traffic_light(ticket.due_on, day_of_receipt(now), policy.rules)
    if ticket.authority_due_at is not None and now > ticket.authority_due_at:
        return TrafficLight("overdue", 0, light.days_late)
    return TrafficLight("red", 0, 0) if _is_suspended(ticket) and light.is_breached else light


def silence_of(policy: TermPolicy, ticket: Ticket, today: date) -> PositiveSilence | None:
    """Return the effect of not answering a request in time; see `config.law.term_events.positive_silence`."""
    if ticket.authority or ticket.state == "incomplete" or ticket.outcome in ("transferred", "withdrawn"):
        return None
    term, due = term_of(policy, ticket.legal_receipt_at, ticket.legal_kind), _current_deadline(ticket)
    answered_on = day_of_receipt(ticket.closed_at) if ticket.closed_at else None
    return term_events.positive_silence(policy.law, policy.rules, term, today, answered_on=answered_on, due=due)


def alarm_day(policy: TermPolicy, ticket: Ticket, raised: RaisedAlarms, today: date) -> date | None:
    """Return the day of the alarm to raise, or None; if several alarms were missed, the last one only."""
    if ticket.state in ("closed", "sending") or _is_suspended(ticket) or today > ticket.due_on:
        return None
    past = [day for day in alarm_dates(_current_deadline(ticket), policy.rules) if day <= today]
    return past[-1] if past and (raised.near_on is None or raised.near_on < past[-1]) else None


def is_breach_alarm_due(ticket: Ticket, raised: RaisedAlarms, now: datetime) -> bool:
    """Return whether the term is over and this was not reported yet."""
    runs = ticket.state != "closed" and not _is_suspended(ticket)
    return runs and ticket.is_late(now) and raised.breach_of != ticket.due_on


def _is_suspended(ticket: Ticket) -> bool:
    """Return whether the term waits for the petitioner; the term of an authority does not."""
    return ticket.state == "incomplete" and ticket.authority is None


def extendable_until(policy: TermPolicy, ticket: Ticket, today: date) -> date | None:
    """Return the latest day that an extension can set today; None if the term cannot be extended."""
    if (
        ticket.authority
        or ticket.extended
        or ticket.state in ("filed", "incomplete", "sending", "closed")
        or today > ticket.due_on
    ):
        return None
    term = term_of(policy, ticket.legal_receipt_at, ticket.legal_kind)
    longest = term_events.latest_extension(term, policy.rules, deadline_of(policy, ticket))
    return longest.last_day if longest else None


def standing_of(policy: TermPolicy, ticket: Ticket, now: datetime) -> TermStanding:
    """Return the status of a ticket's legal term."""
    today = day_of_receipt(now)
    extendable = extendable_until(policy, ticket, today)
    return TermStanding(
        received_on=ticket.counted_from,
        light=light_of(policy, ticket, now),
        silence=silence_of(policy, ticket, today),
        extendable_until=extendable,
        blocked_steps=_steps_blocked_by_law(policy, ticket, extendable or ticket.due_on, now),
    )


def _steps_blocked_by_law(policy: TermPolicy, ticket: Ticket, furthest: date, now: datetime) -> frozenset[type[Step]]:
    attempts: dict[type[Step], Callable[[], Step]] = {
        steps.Extend: lambda: extend_step(policy, ticket, furthest, "motivos", now),
        steps.AskCompletion: lambda: ask_completion_step(policy, ticket, now),
        steps.Transfer: lambda: transfer_step(policy, ticket),
    }
    return frozenset(step for step, attempt in attempts.items() if _is_refused(attempt))


def _is_refused(attempt: Callable[[], Step]) -> bool:
    try:
        attempt()
    except (TermRefused, NoRegimeInForce):
        return True
    return False


def due_dates_of_light(color: Color, today: date, rules: TermRules) -> tuple[date | None, date | None]:
    """Return the first and the last due date that have a color today; None on a side without a bound."""
    if color == "overdue":
        return None, today - _DAY
    days = (today + _DAY * n for n in range(_LOOKAHEAD_DAYS))
    fit = [day for day in days if traffic_light(day, today, rules).color == color]
    if not fit:
        return today, today - _DAY  # no day
    return fit[0], None if color == "green" else fit[-1]


def due_date_sentence(ticket: Ticket, today: date) -> str:
    """Return the last day as a sentence to read aloud (M5-1-05, A9); promise nothing for a past day."""
    day, passed = f"el {spoken_date(ticket.due_on)}", today > ticket.due_on
    if ticket.state == "closed":
        return "Su petición ya está cerrada." if ticket.outcome != "first_contact" else "Su petición ya quedó resuelta."
    if ticket.state == "sending":
        return "La respuesta a su petición ya va en camino."
    if ticket.state == "incomplete":
        return f"{'El plazo para completar su petición terminó' if passed else _COMPLETION_SENTENCE} {day}."
    if passed:
        return f"El término que da la ley para responderle terminó {day}. {_APOLOGY}"
    return f"Le responderemos a más tardar {day}."


def _completion_clock(policy: TermPolicy, ticket: Ticket, asked_at: datetime) -> IncompletePetition:
    """Return the clock of a completion; claims over personal data have their own (Ley 1581 de 2012, art. 15)."""
    term = term_of(policy, ticket.legal_receipt_at, ticket.legal_kind)
    if ticket.legal_kind != "habeas_data_claim":
        return term_events.ask_for_completion(policy.law, policy.rules, term, asked_at)
    asked_on = day_of_receipt(asked_at)
    limit = term_events.habeas_data_request_deadline(policy.law, policy.rules, ticket.legal_receipt_at)
    if asked_on > limit.last_day:
        text = f"Los datos que faltan se podían pedir hasta el {limit.last_day}: responda con lo que hay."
        raise TermRefused("asked_late", text)
    withdrawn = clock_deadline(policy.law, policy.rules, "habeas_data_withdrawal", asked_on, term.received_on)
    used = sum(each.number is not None for each in term.due.counted if each.day < asked_on)
    return IncompletePetition(asked_on, limit, withdrawn, used, (term.due.days or 0) - used)


def _current_deadline(ticket: Ticket) -> Deadline:
    after = day_of_receipt(ticket.completed_at or ticket.legal_receipt_at)
    return Deadline(after, None, None, ticket.due_on, Basis("", ticket.basis, "verified"), ())
