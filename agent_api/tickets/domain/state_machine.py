"""A ticket's life as one table: where it is, what is done with it -> where it is then, who has it, which facts. Pure.

Owns who may do what with a ticket in which state, and what becomes of it (M5-1-05, A7 to A20). It must not know the
law, the matrix or the time: a step brings what they said, `now` is an argument. Three things hold after every step: an
open ticket has an owner, or lies in the inbox of a tier or an area; it has a last day; and the answer of an area goes
out only after a review by the written channel.

 filed (1) ──escalate──▶ received (2) ──escalate──▶ in_area (3) ──give_back──▶ in_review (2) ──accept──▶ ready (2)
    │ answer                │ answer                     ▲──────send_back───────────┘                      │ send
    ▼                       ▼                                                                              ▼
  closed                  ready                                          closed ◀──mail_accepted────── sending
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import msgspec

from agent_api.tickets.domain import preconditions, steps, transitions
from agent_api.tickets.domain.preconditions import Obstacle, no_obstacle
from agent_api.tickets.domain.steps import AnyStep, File, Step, name_of
from agent_api.tickets.domain.ticket import Moved, Refusal, State, Ticket, Who

Capacity = Literal["holder", "worker", "lead", "reopener", "reader", "system"]
"""Who may take a step: who has the ticket or its inbox; that one or who leads; who leads; who may reopen; who sees it;
the postman."""
WRITTEN, OFFICIAL = "asesor_escrita", "funcionario"
LEADS = frozenset({"supervisor", "coordinador"})

Move = Callable[[Ticket, Any, str, datetime], Moved | Refusal]

SYSTEM = Who(user="system", roles=frozenset({"system"}))
"""The postman."""


class Row(NamedTuple):
    """One row of the table: who may, what follows, and what may stand in the way."""

    who: Capacity
    move: Move
    obstacle: Obstacle = no_obstacle


def take(ticket: Ticket, step: AnyStep, who: Who, now: datetime) -> Moved | Refusal:
    """Take a step.

    Args:
        ticket: as it is.
        step: what is to be done.
        who: asks for it.
        now: aware.

    Returns:
        The ticket as it becomes, with the facts of it; or why not.
    """
    refused = refusal(ticket, type(step), who)
    if refused is not None:
        return refused
    moved = TABLE[ticket.state, type(step)].move(ticket, step, who.user, now)
    if isinstance(moved, Refusal):
        return moved
    return Moved(msgspec.structs.replace(moved.ticket, version=ticket.version + 1), moved.facts)


def refusal(ticket: Ticket, step: type[Step], who: Who) -> Refusal | None:
    """Return why a step cannot be taken by this person, whatever its form says; None where it can."""
    row = TABLE.get((ticket.state, step))
    if row is None:
        return Refusal("step_not_possible", f"Ahora no se puede: {_WHERE[ticket.state]}.")
    return _refused(ticket, row.who, who) or row.obstacle(ticket, who.user)


def possible(ticket: Ticket, who: Who) -> tuple[type[Step], ...]:
    """Return the steps that this person can take with a good form, in the table's order."""
    here = (step for state, step in TABLE if state == ticket.state)
    return tuple(step for step in here if refusal(ticket, step, who) is None)


def fold(history: Iterable[tuple[AnyStep, str, datetime]]) -> Ticket:
    """The ticket that a history of steps gives: each step, by whom, and when.

    Raises:
        ValueError: the history does not begin with a filing, or holds a step that could not have been.
    """
    ticket: Ticket | None = None
    for step, user, at in history:
        if isinstance(step, File):
            ticket = transitions.begin(step, at).ticket
            continue
        row = TABLE.get((ticket.state, type(step))) if ticket else None
        moved = row.move(ticket, step, user, at) if row and ticket and not row.obstacle(ticket, user) else None
        if ticket is None or not isinstance(moved, Moved):
            raise ValueError(f"no ticket could have taken {name_of(type(step))}")
        ticket = msgspec.structs.replace(moved.ticket, version=ticket.version + 1)
    if ticket is None:
        raise ValueError("a history begins with a filing")
    return ticket


def in_inbox(ticket: Ticket, who: Who) -> bool:
    """Whether a ticket lies, or would lie, in an inbox of somebody's."""
    if ticket.tier == 2:
        return WRITTEN in who.roles
    return ticket.tier == 3 and OFFICIAL in who.roles and ticket.area in who.areas


def _refused(ticket: Ticket, needed: Capacity, who: Who) -> Refusal | None:
    holds = ticket.owner == who.user or (not ticket.owner and in_inbox(ticket, who))
    may = {
        "holder": holds,
        "worker": holds or bool(who.roles & LEADS),
        "lead": bool(who.roles & LEADS),
        "reopener": bool(who.roles & (LEADS | {WRITTEN})),
        "reader": True,
        "system": "system" in who.roles,
    }[needed]
    if may:
        return None
    if ticket.owner and in_inbox(ticket, who):
        return Refusal("not_yours", f"Este ticket lo atiende {ticket.owner}; si no puede, un supervisor lo reasigna.")
    return Refusal("not_yours", "Este paso le corresponde a otra persona: usted puede verlo, no darlo.")


_WHERE: Mapping[State, str] = MappingProxyType(
    {
        "filed": "el ticket lo tiene quien lo radicó; puede responderlo o escalarlo",
        "received": "el ticket está en el canal escrito, sin respuesta todavía",
        "in_area": "el ticket está en el área misional; cuando devuelva la información se sigue",
        "in_review": "la respuesta del área está en revisión; acéptela o devuélvala",
        "ready": "la respuesta está lista; tipifíquela y envíela",
        "sending": "la respuesta va en camino; el ticket se cierra cuando el correo la reciba",
        "incomplete": "se le pidió a quien peticiona lo que falta; se sigue cuando lo complete",
        "closed": "el ticket está cerrado; se puede reabrir",
    }
)
_TERM: Mapping[type[Step], Row] = MappingProxyType(
    {
        steps.Extend: Row("holder", transitions.extend, preconditions.extended_before),
        steps.Transfer: Row("holder", transitions.transfer),
        steps.Close: Row("holder", transitions.withdraw),
    }
)
_ALWAYS: Mapping[type[Step], Row] = MappingProxyType(
    {
        steps.Note: Row("reader", transitions.note),
        steps.Tie: Row("worker", transitions.tie),
        steps.Untie: Row("reopener", transitions.untie),
    }
)
_OPEN: Mapping[type[Step], Row] = MappingProxyType(
    {
        **_ALWAYS,
        steps.Reclassify: Row("worker", transitions.reclassify),
        steps.Assign: Row("lead", transitions.assign),
    }
)
_BY_STATE: Mapping[State, Mapping[type[Step], Row]] = MappingProxyType(
    {
        "filed": {
            steps.Answer: Row("holder", transitions.answer_at_once),
            steps.Escalate: Row("holder", transitions.to_written_channel),
            **_OPEN,
        },
        "received": {
            steps.Take: Row("holder", transitions.be_taken, preconditions.already_owner),
            steps.Answer: Row("holder", transitions.answer),
            steps.Escalate: Row("holder", transitions.to_area),
            steps.AskCompletion: Row("holder", transitions.ask_completion, preconditions.completion_asked_before),
            **_TERM,
            **_OPEN,
        },
        "in_area": {
            steps.Take: Row("holder", transitions.be_taken, preconditions.already_owner),
            steps.GiveBack: Row("holder", transitions.give_back),
            steps.Extend: Row("holder", transitions.extend, preconditions.extended_before),
            **_OPEN,
        },
        "in_review": {
            steps.Take: Row("holder", transitions.be_taken, preconditions.already_owner),
            steps.Accept: Row("holder", transitions.accept),
            steps.SendBack: Row("holder", transitions.send_back),
            steps.Escalate: Row("holder", transitions.to_area),
            **_TERM,
            **_OPEN,
        },
        "ready": {
            steps.Take: Row("holder", transitions.be_taken, preconditions.already_owner),
            steps.Typify: Row("holder", transitions.typify),
            steps.Send: Row("holder", transitions.send, preconditions.untypified),
            steps.Answer: Row("holder", transitions.answer),
            steps.Escalate: Row("holder", transitions.to_area),
            **_TERM,
            **_OPEN,
        },
        "sending": {
            steps.MailAccepted: Row("system", transitions.end),
            steps.MailReturned: Row("system", transitions.come_back),
            **_ALWAYS,
        },
        "incomplete": {
            steps.Complete: Row("holder", transitions.complete),
            steps.Close: Row("holder", transitions.withdraw),
            **_OPEN,
        },
        "closed": {
            steps.Reopen: Row("reopener", transitions.reopen),
            steps.MailReturned: Row("system", transitions.come_back_late, preconditions.closed_without_mail),
            **_ALWAYS,
        },
    }
)
TABLE: Mapping[tuple[State, type[Step]], Row] = MappingProxyType(
    {(state, step): row for state, rows in _BY_STATE.items() for step, row in rows.items()}
)
