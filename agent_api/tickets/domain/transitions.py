"""What each step makes of a ticket, once it may be taken: one short function a step. Pure.

Owns what changes and which facts tell it, and what is refused for what a step's form says. Whether a step may be taken
in a state, and by whom, is `agent_api.tickets.domain.state_machine`'s table.
"""

from datetime import datetime

import msgspec

from agent_api.tickets.domain import steps
from agent_api.tickets.domain.steps import File, Step
from agent_api.tickets.domain.ticket import Refusal, Ticket, TransitionResult
from config.law.terms import day_of_receipt
from eventlog.facts.tickets import ticket as facts
from eventlog.facts.tickets.ticket import Outcome


def file(step: File, now: datetime) -> TransitionResult:
    """A ticket is filed.

    Args:
        step: the filing.
        now: aware.
    """
    ticket = Ticket(
        number=step.number,
        state="filed" if step.tier == 1 else "received",
        tier=step.tier,
        owner=step.owner,
        channel=step.channel,
        legal_kind=step.legal_kind,
        received_at=step.received_at,
        due_on=step.due_on,
        basis=step.basis,
    )
    fact = facts.TicketTermBegan(
        ticket=step.number,
        channel=step.channel,
        legal_kind=step.legal_kind,
        received_on=day_of_receipt(step.received_at).isoformat(),
        due_on=step.due_on.isoformat(),
        basis=step.basis,
    )
    if not step.answered:
        return TransitionResult(ticket, (fact,))
    closed, ended = _close_result(ticket, "first_contact", now)
    return TransitionResult(msgspec.structs.replace(closed, version=1), (fact, *ended))


def take(ticket: Ticket, step: steps.Take, user: str, now: datetime) -> TransitionResult:
    """Out of the inbox."""
    return TransitionResult(
        _with_owner(ticket, user), (facts.TicketTaken(ticket=ticket.number, tier=ticket.tier, owner=user),)
    )


def escalate_to_written_channel(ticket: Ticket, step: steps.Escalate, user: str, now: datetime) -> TransitionResult:
    """From the phone to the written channel (A10)."""
    moved = msgspec.structs.replace(ticket, state="received", tier=2, owner=step.owner)
    return TransitionResult(moved, (_escalated_fact(moved, step.deputy_for),))


def escalate_to_area(ticket: Ticket, step: steps.Escalate, user: str, now: datetime) -> TransitionResult | Refusal:
    """To a business area, for the first time or another one (A13, A18)."""
    if not step.area:
        return Refusal("step_not_possible", "Diga a qué área se escala: la matriz no tiene una para este subtema.")
    moved = _with_area(ticket, step.area, step.owner, user)
    return TransitionResult(moved, (_escalated_fact(moved, step.deputy_for),))


def send_back(ticket: Ticket, step: steps.SendBack, user: str, now: datetime) -> TransitionResult:
    """To the same area again (A18)."""
    moved = _with_area(ticket, ticket.area, step.owner, user)
    fact = facts.TicketSentBack(ticket=ticket.number, area=moved.area, owner=moved.owner, round=moved.round)
    return TransitionResult(moved, (fact,))


def give_back(ticket: Ticket, step: steps.GiveBack, user: str, now: datetime) -> TransitionResult:
    """To who escalated (A16)."""
    chosen = _with_attachments(ticket, step.attachments)
    moved = msgspec.structs.replace(chosen, state="in_review", tier=2, owner=ticket.escalated_by)
    fact = facts.TicketGivenBack(ticket=ticket.number, area=moved.area, owner=moved.owner, round=moved.round)
    return TransitionResult(moved, (fact,))


def answer(ticket: Ticket, step: steps.Answer, user: str, now: datetime) -> TransitionResult:
    """The written channel answers by itself (A12)."""
    moved, typified = _typify_result(_with_owner(_with_attachments(ticket, step.attachments), user), step.response)
    moved = msgspec.structs.replace(moved, state="ready")
    return TransitionResult(moved, (facts.TicketAnswerWritten(ticket=ticket.number), *typified))


def answer_on_call(ticket: Ticket, step: steps.Answer, user: str, now: datetime) -> TransitionResult:
    """Answered on the call (A7, A8): the ticket ends."""
    moved, typified = _typify_result(ticket, step.response)
    closed, ended = _close_result(moved, "first_contact", now)
    return TransitionResult(closed, (*typified, *ended))


def accept(ticket: Ticket, step: steps.Accept, user: str, now: datetime) -> TransitionResult:
    """The area's answer fits (A17)."""
    moved, typified = _typify_result(_with_owner(_with_attachments(ticket, step.attachments), user), step.response)
    fact = facts.TicketAnswerAccepted(ticket=ticket.number, area=ticket.area, round=ticket.round)
    return TransitionResult(msgspec.structs.replace(moved, state="ready"), (fact, *typified))


def typify(ticket: Ticket, step: steps.Typify, user: str, now: datetime) -> TransitionResult:
    """What the answer is (A19)."""
    return TransitionResult(*_typify_result(_with_owner(ticket, user), step.response))


def send(ticket: Ticket, step: steps.Send, user: str, now: datetime) -> TransitionResult:
    """The answer goes out (A20); what it is has been said."""
    moved = msgspec.structs.replace(_with_owner(_with_attachments(ticket, step.attachments), user), state="sending")
    return TransitionResult(moved, (facts.TicketAnswerReleased(ticket=ticket.number),))


def close(ticket: Ticket, step: Step, user: str, now: datetime) -> TransitionResult:
    """It ends as the step says."""
    return _close_result(ticket, steps.CLOSING_OUTCOMES[type(step)], now)


def return_answer(ticket: Ticket, step: steps.MailReturned, user: str, now: datetime) -> TransitionResult:
    """The answer did not go out."""
    return TransitionResult(
        msgspec.structs.replace(ticket, state="ready"), (facts.TicketAnswerReturned(ticket=ticket.number),)
    )


def reopen_returned(ticket: Ticket, step: steps.MailReturned, user: str, now: datetime) -> TransitionResult:
    """The mail that had closed it was reported as not delivered: the answer was not given (A20)."""
    moved = msgspec.structs.replace(ticket, state="ready", outcome=None, closed_at=None)
    reopening_facts = (facts.TicketAnswerReturned(ticket=ticket.number), facts.TicketReopened(ticket=ticket.number))
    return TransitionResult(moved, reopening_facts)


def note(ticket: Ticket, step: steps.Note, user: str, now: datetime) -> TransitionResult:
    """Nothing but a note (A15)."""
    return TransitionResult(ticket, (facts.TicketNoted(ticket=ticket.number),))


def extend(ticket: Ticket, step: steps.Extend, user: str, now: datetime) -> TransitionResult:
    """A later last day, once (Ley 1437 de 2011, art. 14, parágrafo)."""
    moved = msgspec.structs.replace(_with_owner(ticket, user), due_on=step.until, basis=step.basis, extended=True)
    fact = facts.TicketTermExtended(
        ticket=ticket.number, due_on=step.until.isoformat(), latest=step.latest.isoformat(), basis=step.basis
    )
    return TransitionResult(moved, (fact,))


def ask_completion(ticket: Ticket, step: steps.AskCompletion, user: str, now: datetime) -> TransitionResult:
    """The term stands still (Ley 1437 de 2011, art. 17)."""
    moved = msgspec.structs.replace(
        _with_owner(ticket, user), state="incomplete", due_on=step.complete_by, basis=step.basis, asked_at=now
    )
    fact = facts.TicketCompletionAsked(ticket=ticket.number, complete_by=step.complete_by.isoformat(), basis=step.basis)
    return TransitionResult(moved, (fact,))


def complete(ticket: Ticket, step: steps.Complete, user: str, now: datetime) -> TransitionResult:
    """The term goes on (art. 17)."""
    moved = msgspec.structs.replace(
        _with_owner(ticket, user),
        state="received",
        due_on=step.due_on,
        basis=step.basis,
        completed_at=step.completed_at,
    )
    fact = facts.TicketCompleted(ticket=ticket.number, due_on=step.due_on.isoformat(), basis=step.basis)
    return TransitionResult(moved, (fact,))


def transfer(ticket: Ticket, step: steps.Transfer, user: str, now: datetime) -> TransitionResult:
    """Another authority is competent (art. 21)."""
    fact = facts.TicketTransferred(
        ticket=ticket.number,
        forward_by=step.forward_by.isoformat(),
        late=day_of_receipt(now) > step.forward_by,
        basis=step.basis,
    )
    closed, ended = _close_result(_with_owner(ticket, user), "transferred", now)
    return TransitionResult(closed, (fact, *ended))


def assign(ticket: Ticket, step: steps.Assign, user: str, now: datetime) -> TransitionResult | Refusal:
    """Whose it is, by who leads."""
    if not step.owner and ticket.tier == 1:
        return Refusal("step_not_possible", "El teléfono no tiene bandeja: asígnelo a una persona o escálelo.")
    fact = facts.TicketAssigned(ticket=ticket.number, tier=ticket.tier, owner=step.owner)
    return TransitionResult(_with_owner(ticket, step.owner), (fact,))


def reclassify(ticket: Ticket, step: steps.Reclassify, user: str, now: datetime) -> TransitionResult | Refusal:
    """It is about something else, and may be something else to the law: its last day is that of its receipt still."""
    if ticket.state == "incomplete" and step.legal_kind != ticket.legal_kind:
        text = (
            "Con esa tipología cambia el término, y ahora está detenido porque se pidió completar la petición: "
            "corríjala cuando la completen."
        )
        return Refusal("step_not_possible", text)
    moved = msgspec.structs.replace(ticket, legal_kind=step.legal_kind, due_on=step.due_on, basis=step.basis)
    fact = facts.TicketReclassified(
        ticket=ticket.number,
        kind=step.kind,
        theme=step.theme,
        subtheme=step.subtheme,
        legal_kind=step.legal_kind,
        due_on=step.due_on.isoformat(),
        due_before=ticket.due_on.isoformat(),
        basis=step.basis,
    )
    return TransitionResult(moved, (fact,))


def tie(ticket: Ticket, step: steps.Tie, user: str, now: datetime) -> TransitionResult:
    """Whose it is was found out; that it was nobody's is known."""
    return TransitionResult(ticket, (facts.TicketTied(ticket=ticket.number, customer_ref=step.customer_ref),))


def untie(ticket: Ticket, step: steps.Untie, user: str, now: datetime) -> TransitionResult:
    """It is nobody's again, as far as one knows."""
    return TransitionResult(ticket, (facts.TicketUntied(ticket=ticket.number, customer_ref=step.customer_ref),))


def withdraw(ticket: Ticket, step: steps.Close, user: str, now: datetime) -> TransitionResult | Refusal:
    """Withdrawn: tacitly only after the time to complete it (arts. 17 and 18)."""
    if step.tacit and not (ticket.state == "incomplete" and day_of_receipt(now) > ticket.due_on):
        text = "El desistimiento tácito solo se decreta cuando se pidió completar y el plazo para hacerlo ya pasó."
        return Refusal("step_not_possible", text)
    return _close_result(_with_owner(ticket, user), "withdrawn", now)


def reopen(ticket: Ticket, step: steps.Reopen, user: str, now: datetime) -> TransitionResult:
    """Into the written channel's inbox again."""
    moved = msgspec.structs.replace(
        ticket,
        state="received",
        tier=2,
        owner="",
        escalated_by="",
        response=None,
        answer_attachments=(),
        outcome=None,
        closed_at=None,
    )
    return TransitionResult(moved, (facts.TicketReopened(ticket=ticket.number),))


def _with_owner(ticket: Ticket, user: str) -> Ticket:
    return msgspec.structs.replace(ticket, owner=user)


def _with_attachments(ticket: Ticket, chosen: tuple[str, ...] | None) -> Ticket:
    return ticket if chosen is None else msgspec.structs.replace(ticket, answer_attachments=chosen)


def _with_area(ticket: Ticket, area: str, owner: str, by: str) -> Ticket:
    return msgspec.structs.replace(
        ticket,
        state="in_area",
        tier=3,
        area=area,
        owner=owner,
        escalated_by=by,
        round=ticket.round + 1,
        response=None,
    )


def _escalated_fact(ticket: Ticket, deputy_for: str) -> facts.TicketEscalated:
    return facts.TicketEscalated(
        ticket=ticket.number,
        tier=ticket.tier,
        area=ticket.area if ticket.tier == 3 else "",
        owner=ticket.owner,
        deputy_for=deputy_for,
        round=ticket.round,
    )


def _typify_result(ticket: Ticket, response: str | None) -> TransitionResult:
    if response is None or response == ticket.response:
        return TransitionResult(ticket, ())
    fact = facts.TicketAnswerTypified(ticket=ticket.number, response=response)
    return TransitionResult(msgspec.structs.replace(ticket, response=response), (fact,))


def _close_result(ticket: Ticket, outcome: Outcome, now: datetime) -> TransitionResult:
    fact = facts.TicketClosed(
        ticket=ticket.number,
        outcome=outcome,
        tier=ticket.tier,
        area=ticket.area,
        round=ticket.round,
        due_on=ticket.due_on.isoformat(),
        late=outcome in ("first_contact", "answered") and day_of_receipt(now) > ticket.due_on,
    )
    return TransitionResult(msgspec.structs.replace(ticket, state="closed", outcome=outcome, closed_at=now), (fact,))
