"""The effect of each step on a ticket, one short function per step of M5-1-05. Pure.

Owns which fields change, which facts report it, and refusals that depend on the content of the step. Whether a step is
allowed in a state, and for whom, is the table of `agent_api.tickets.domain.state_machine`.
"""

from datetime import datetime, timedelta

import msgspec

from agent_api.tickets.domain import mandate, steps
from agent_api.tickets.domain.steps import File, Step
from agent_api.tickets.domain.ticket import Refusal, Ticket, TransitionResult
from config.law.terms import day_of_receipt
from eventlog.facts.tickets import ticket as facts
from eventlog.facts.tickets.ticket import Outcome


def file(step: File, now: datetime) -> TransitionResult:
    """Return the new ticket of a filing."""
    ticket = Ticket(
        number=step.number,
        state="filed" if step.tier == 1 else "received",
        tier=step.tier,
        owner=step.owner,
        channel=step.channel,
        legal_kind=step.legal_kind,
        received_at=step.received_at,
        filed_on=step.filed_on,
        mandate=step.mandate_result or ("unchecked" if step.represented else ""),
        mandate_until=step.mandate_until,
        relay_call=step.relay_call,
        due_on=step.due_on,
        basis=step.basis,
    )
    began = facts.TicketTermBegan(
        ticket=step.number,
        channel=step.channel,
        legal_kind=step.legal_kind,
        received_on=day_of_receipt(step.received_at).isoformat(),
        due_on=step.due_on.isoformat(),
        basis=step.basis,
        filed_on=step.filed_on.isoformat() if step.filed_on else "",
        relay_call=step.relay_call,
    )
    new_facts: tuple[facts.TicketFact, ...] = (began, *_filed_check(step))
    if not step.answered:
        return TransitionResult(ticket, new_facts)
    closed, ended = _close_result(ticket, "first_contact", now)
    return TransitionResult(msgspec.structs.replace(closed, version=1), (*new_facts, *ended))


def _filed_check(step: File) -> tuple[facts.TicketMandateChecked, ...]:
    """Return the fact of the check that the call made before the filing."""
    if step.mandate_result is None:
        return ()
    until = step.mandate_until.isoformat() if step.mandate_until else ""
    return (facts.TicketMandateChecked(ticket=step.number, result=step.mandate_result, until=until),)


def take(ticket: Ticket, step: steps.Take, user: str, now: datetime) -> TransitionResult:
    """Move the ticket from the inbox to the user."""
    return TransitionResult(
        _with_owner(ticket, user), (facts.TicketTaken(ticket=ticket.number, tier=ticket.tier, owner=user),)
    )


def escalate_to_written_channel(ticket: Ticket, step: steps.Escalate, user: str, now: datetime) -> TransitionResult:
    """Move the ticket from the phone to the written channel (A10)."""
    moved = msgspec.structs.replace(ticket, state="received", tier=2, owner=step.owner)
    return TransitionResult(moved, (_escalated_fact(moved, step),))


def escalate_to_area(ticket: Ticket, step: steps.Escalate, user: str, now: datetime) -> TransitionResult | Refusal:
    """Move the ticket to a business area, the first or another one (A13, A18)."""
    if not step.area:
        return Refusal("step_not_possible", "Diga a qué área se escala: la matriz no tiene una para este subtema.")
    moved = _with_area(ticket, step.area, step.owner, user)
    return TransitionResult(moved, (_escalated_fact(moved, step),))


def send_back(ticket: Ticket, step: steps.SendBack, user: str, now: datetime) -> TransitionResult:
    """Return the ticket to the same area (A18)."""
    moved = _with_area(ticket, ticket.area, step.owner, user)
    fact = facts.TicketSentBack(ticket=ticket.number, area=moved.area, owner=moved.owner, round=moved.round)
    return TransitionResult(moved, (fact,))


def give_back(ticket: Ticket, step: steps.GiveBack, user: str, now: datetime) -> TransitionResult:
    """Return the area's answer to the person who escalated (A16)."""
    chosen = _with_attachments(ticket, step.attachments)
    moved = msgspec.structs.replace(chosen, state="in_review", tier=2, owner=ticket.escalated_by)
    fact = facts.TicketGivenBack(ticket=ticket.number, area=moved.area, owner=moved.owner, round=moved.round)
    return TransitionResult(moved, (fact,))


def answer(ticket: Ticket, step: steps.Answer, user: str, now: datetime) -> TransitionResult:
    """Record an answer that the written channel gives without an area (A12)."""
    moved, typified = _typify_result(_with_owner(_with_attachments(ticket, step.attachments), user), step.response)
    moved = msgspec.structs.replace(moved, state="ready")
    written: tuple[facts.TicketFact, ...] = (facts.TicketAnswerWritten(ticket=ticket.number),)
    if step.joint_with:
        written += (facts.TicketAnsweredJointly(ticket=ticket.number, joint_with=step.joint_with),)
    return TransitionResult(moved, (*written, *typified))


def answer_on_call(ticket: Ticket, step: steps.Answer, user: str, now: datetime) -> TransitionResult:
    """Close the ticket as answered during the call (A7, A8)."""
    moved, typified = _typify_result(ticket, step.response)
    closed, ended = _close_result(moved, "first_contact", now)
    return TransitionResult(closed, (*typified, *ended))


def accept(ticket: Ticket, step: steps.Accept, user: str, now: datetime) -> TransitionResult:
    """Accept the area's answer (A17)."""
    moved, typified = _typify_result(_with_owner(_with_attachments(ticket, step.attachments), user), step.response)
    fact = facts.TicketAnswerAccepted(ticket=ticket.number, area=ticket.area, round=ticket.round)
    return TransitionResult(msgspec.structs.replace(moved, state="ready"), (fact, *typified))


def typify(ticket: Ticket, step: steps.Typify, user: str, now: datetime) -> TransitionResult:
    """Set the type of the answer (A19)."""
    return TransitionResult(*_typify_result(_with_owner(ticket, user), step.response))


def send(ticket: Ticket, step: steps.Send, user: str, now: datetime) -> TransitionResult | Refusal:
    """Release the answer, whose type is set (A20); not to a representative whose document expired."""
    if expired := mandate.expiry_refusal(ticket, day_of_receipt(now)):
        return expired
    moved = msgspec.structs.replace(
        _with_owner(_with_attachments(ticket, step.attachments), user),
        state="sending",
        undo_until=now + timedelta(seconds=step.undo_seconds) if step.undo_seconds else None,
    )
    return TransitionResult(moved, (facts.TicketAnswerReleased(ticket=ticket.number, channel=ticket.channel),))


def undo_send(ticket: Ticket, step: steps.UndoSend, user: str, now: datetime) -> TransitionResult | Refusal:
    """Set the state back to ``ready`` before the message leaves."""
    if ticket.undo_until is None or now >= ticket.undo_until:
        return Refusal("step_not_possible", "Ya pasó el tiempo para deshacer el envío: la respuesta va en camino.")
    moved = msgspec.structs.replace(ticket, state="ready", undo_until=None)
    return TransitionResult(moved, (facts.TicketSendingUndone(ticket=ticket.number),))


def close(ticket: Ticket, step: Step, user: str, now: datetime) -> TransitionResult:
    """Close the ticket with the outcome of the step."""
    return _close_result(ticket, steps.CLOSING_OUTCOMES[type(step)], now)


def return_answer(ticket: Ticket, step: steps.MailReturned, user: str, now: datetime) -> TransitionResult:
    """Set the state back to ``ready``: the answer was not delivered."""
    return TransitionResult(
        msgspec.structs.replace(ticket, state="ready", undo_until=None),
        (facts.TicketAnswerReturned(ticket=ticket.number),),
    )


def reopen_returned(ticket: Ticket, step: steps.MailReturned, user: str, now: datetime) -> TransitionResult:
    """Reopen a closed ticket whose answer was reported as undelivered (A20)."""
    moved = msgspec.structs.replace(ticket, state="ready", outcome=None, closed_at=None)
    reopening_facts = (facts.TicketAnswerReturned(ticket=ticket.number), facts.TicketReopened(ticket=ticket.number))
    return TransitionResult(moved, reopening_facts)


def note(ticket: Ticket, step: steps.Note, user: str, now: datetime) -> TransitionResult:
    """Add a note, and change nothing else (A15)."""
    return TransitionResult(ticket, (facts.TicketNoted(ticket=ticket.number),))


def extend(ticket: Ticket, step: steps.Extend, user: str, now: datetime) -> TransitionResult:
    """Set a later last day, once (Ley 1437 de 2011, art. 14, parágrafo)."""
    moved = msgspec.structs.replace(_with_owner(ticket, user), due_on=step.until, basis=step.basis, extended=True)
    fact = facts.TicketTermExtended(
        ticket=ticket.number, due_on=step.until.isoformat(), latest=step.latest.isoformat(), basis=step.basis
    )
    return TransitionResult(moved, (fact,))


def ask_completion(ticket: Ticket, step: steps.AskCompletion, user: str, now: datetime) -> TransitionResult:
    """Suspend the term until the petitioner completes the petition (Ley 1437 de 2011, art. 17)."""
    moved = msgspec.structs.replace(
        _with_owner(ticket, user), state="incomplete", due_on=step.complete_by, basis=step.basis, asked_at=now
    )
    fact = facts.TicketCompletionAsked(ticket=ticket.number, complete_by=step.complete_by.isoformat(), basis=step.basis)
    return TransitionResult(moved, (fact,))


def complete(ticket: Ticket, step: steps.Complete, user: str, now: datetime) -> TransitionResult:
    """Resume the term (art. 17); the term of an authority never stopped."""
    kept = ticket.authority is not None
    moved = msgspec.structs.replace(
        _with_owner(ticket, user),
        state="received",
        due_on=ticket.due_on if kept else step.due_on,
        basis=ticket.basis if kept else step.basis,
        completed_at=step.completed_at,
    )
    fact = facts.TicketCompleted(ticket=ticket.number, due_on=moved.due_on.isoformat(), basis=moved.basis)
    return TransitionResult(moved, (fact,))


def transfer(ticket: Ticket, step: steps.Transfer, user: str, now: datetime) -> TransitionResult:
    """Close the ticket: another authority is competent (art. 21)."""
    fact = facts.TicketTransferred(
        ticket=ticket.number,
        forward_by=step.forward_by.isoformat(),
        late=day_of_receipt(now) > step.forward_by,
        basis=step.basis,
    )
    closed, ended = _close_result(_with_owner(ticket, user), "transferred", now)
    return TransitionResult(closed, (fact, *ended))


def assign(ticket: Ticket, step: steps.Assign, user: str, now: datetime) -> TransitionResult | Refusal:
    """Set the owner that a leader chose."""
    if not step.owner and ticket.tier == 1:
        return Refusal("step_not_possible", "El teléfono no tiene bandeja: asígnelo a una persona o escálelo.")
    fact = facts.TicketAssigned(ticket=ticket.number, tier=ticket.tier, owner=step.owner)
    return TransitionResult(_with_owner(ticket, step.owner), (fact,))


def reclassify(ticket: Ticket, step: steps.Reclassify, user: str, now: datetime) -> TransitionResult | Refusal:
    """Change the topic, and perhaps the legal kind; the last day is still counted from the receipt."""
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
    """Report the link to a customer; no field of the ticket changes."""
    return TransitionResult(ticket, (facts.TicketTied(ticket=ticket.number, customer_ref=step.customer_ref),))


def untie(ticket: Ticket, step: steps.Untie, user: str, now: datetime) -> TransitionResult:
    """Report the removal of the link to a customer; no field of the ticket changes."""
    return TransitionResult(ticket, (facts.TicketUntied(ticket=ticket.number, customer_ref=step.customer_ref),))


def check_mandate(ticket: Ticket, step: steps.CheckMandate, user: str, now: datetime) -> TransitionResult | Refusal:
    """Record the result of the check of a representative's document."""
    if step.until is not None and (step.result == "insufficient" or step.until < day_of_receipt(now)):
        text = "Una acreditación vencida no es suficiente: regístrela así, sin fecha de vencimiento."
        return Refusal("step_not_possible", text)
    fact = facts.TicketMandateChecked(
        ticket=ticket.number, result=step.result, until=step.until.isoformat() if step.until else ""
    )
    return TransitionResult(msgspec.structs.replace(ticket, mandate=step.result, mandate_until=step.until), (fact,))


def prioritize(ticket: Ticket, step: steps.Prioritize, user: str, now: datetime) -> TransitionResult | Refusal:
    """Put the petition before others; its term stays the same (Ley 1437 de 2011, art. 20)."""
    if ticket.priority == step.reason:
        return Refusal("step_not_possible", "Este ticket ya tiene esa prioridad.")
    fact = facts.TicketPrioritized(ticket=ticket.number, reason=step.reason)
    return TransitionResult(msgspec.structs.replace(ticket, priority=step.reason), (fact,))


def deprioritize(ticket: Ticket, step: steps.Deprioritize, user: str, now: datetime) -> TransitionResult:
    """Remove the priority."""
    fact = facts.TicketPriorityRemoved(ticket=ticket.number)
    return TransitionResult(msgspec.structs.replace(ticket, priority=None), (fact,))


def set_authority_term(
    ticket: Ticket, step: steps.SetAuthorityTerm, user: str, now: datetime
) -> TransitionResult | Refusal:
    """Set the term that an authority gave, in place of the term of the petition."""
    if step.due_at <= now:
        return Refusal("step_not_possible", "Ese plazo ya pasó: revise la fecha y la hora que fijó la autoridad.")
    moved = msgspec.structs.replace(
        ticket, authority=step.authority, authority_due_at=step.due_at, due_on=step.due_on, basis=step.basis
    )
    fact = facts.TicketAuthorityTermSet(
        ticket=ticket.number,
        authority=step.authority,
        due_at=step.due_at.isoformat(),
        due_before=ticket.due_on.isoformat(),
    )
    return TransitionResult(moved, (fact,))


def link(ticket: Ticket, step: steps.Link, user: str, now: datetime) -> TransitionResult:
    """Report the relation to another ticket; no field of the ticket changes."""
    return TransitionResult(ticket, (facts.TicketLinked(ticket=ticket.number, other=step.other, kind=step.kind),))


def unlink(ticket: Ticket, step: steps.Unlink, user: str, now: datetime) -> TransitionResult:
    """Report the removal of the relation to another ticket; no field of the ticket changes."""
    return TransitionResult(ticket, (facts.TicketUnlinked(ticket=ticket.number, other=step.other),))


def withdraw(ticket: Ticket, step: steps.Close, user: str, now: datetime) -> TransitionResult | Refusal:
    """Close the ticket as withdrawn; tacitly only after the time to complete it (arts. 17 and 18)."""
    if step.tacit and not (ticket.state == "incomplete" and day_of_receipt(now) > ticket.due_on):
        text = "El desistimiento tácito solo se decreta cuando se pidió completar y el plazo para hacerlo ya pasó."
        return Refusal("step_not_possible", text)
    return _close_result(_with_owner(ticket, user), "withdrawn", now)


def reopen(ticket: Ticket, step: steps.Reopen, user: str, now: datetime) -> TransitionResult:
    """Move a closed ticket to the inbox of the written channel."""
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


def _escalated_fact(ticket: Ticket, step: steps.Escalate) -> facts.TicketEscalated:
    return facts.TicketEscalated(
        ticket=ticket.number,
        tier=ticket.tier,
        area=ticket.area if ticket.tier == 3 else "",
        owner=ticket.owner,
        deputy_for=step.deputy_for,
        round=ticket.round,
        after_call_ms=step.after_call_ms,
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
        late=outcome in ("first_contact", "answered") and ticket.is_late(now),
        owner=ticket.owner,
    )
    closed = msgspec.structs.replace(ticket, state="closed", outcome=outcome, closed_at=now, undo_until=None)
    return TransitionResult(closed, (fact,))
