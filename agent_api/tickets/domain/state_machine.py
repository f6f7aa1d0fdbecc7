"""A ticket's state machine as one table: state and step -> next state, owner and facts. Pure.

Owns who may take which step in which state, and its result (M5-1-05, A7 to A20). It must not know the law, the matrix
or the time: a step holds the values they gave, and `now` is an argument. Three rules hold after every step: an open
ticket has an owner or lies in the inbox of a tier or an area; it has a last day; and the answer of an area is sent
only after a review by the written channel.

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
from agent_api.tickets.domain.preconditions import Precondition, no_precondition
from agent_api.tickets.domain.steps import AnyStep, File, Step, step_name
from agent_api.tickets.domain.ticket import Actor, Refusal, State, Ticket, TransitionResult

ActorRole = Literal["holder", "worker", "lead", "reopener", "reader", "system"]
"""People who may take a step: the owner or a person of its inbox; the same or a leader; a leader; a leader or the
written channel; anyone who sees the ticket; the system.
"""
WRITTEN_ROLE, OFFICIAL_ROLE = "asesor_escrita", "funcionario"
LEAD_ROLES = frozenset({"supervisor", "coordinador"})

Transition = Callable[[Ticket, Any, str, datetime], TransitionResult | Refusal]

SYSTEM_ACTOR = Actor(user="system", roles=frozenset({"system"}))
"""Reports of mail delivery."""


class TransitionRule(NamedTuple):
    """One row of the table: who may take the step, its function, and a condition that can block it."""

    actor_role: ActorRole
    transition: Transition
    precondition: Precondition = no_precondition


def apply_step(ticket: Ticket, step: AnyStep, actor: Actor, now: datetime) -> TransitionResult | Refusal:
    """Return the ticket after a step with its facts, or the refusal of the step."""
    refused = refusal(ticket, type(step), actor)
    if refused is not None:
        return refused
    moved = TABLE[ticket.state, type(step)].transition(ticket, step, actor.user, now)
    if isinstance(moved, Refusal):
        return moved
    return TransitionResult(msgspec.structs.replace(moved.ticket, version=ticket.version + 1), moved.facts)


def refusal(ticket: Ticket, step: type[Step], actor: Actor) -> Refusal | None:
    """Return why this person cannot take a step, regardless of its form; None if they can."""
    row = TABLE.get((ticket.state, step))
    if row is None:
        return Refusal("step_not_possible", f"Ahora no se puede: {_STATE_DESCRIPTIONS[ticket.state]}.")
    return _role_refusal(ticket, row.actor_role, actor) or row.precondition(ticket, actor.user)


def possible_steps(ticket: Ticket, actor: Actor) -> tuple[type[Step], ...]:
    """Return the steps that this person can take with a valid form, in the order of the table."""
    candidates = (step for state, step in TABLE if state == ticket.state)
    return tuple(step for step in candidates if refusal(ticket, step, actor) is None)


def fold(history: Iterable[tuple[AnyStep, str, datetime]]) -> Ticket:
    """Rebuild a ticket from its history: each step with its author's login and its time.

    Raises:
        ValueError: the history does not begin with a filing, or contains an impossible step.
    """
    ticket: Ticket | None = None
    for step, user, at in history:
        if isinstance(step, File):
            ticket = transitions.file(step, at).ticket
            continue
        row = TABLE.get((ticket.state, type(step))) if ticket else None
        moved = (
            row.transition(ticket, step, user, at) if row and ticket and not row.precondition(ticket, user) else None
        )
        if ticket is None or not isinstance(moved, TransitionResult):
            raise ValueError(f"a ticket in this state cannot have taken {step_name(type(step))}")
        ticket = msgspec.structs.replace(moved.ticket, version=ticket.version + 1)
    if ticket is None:
        raise ValueError("a history must begin with a filing")
    return ticket


def is_in_inbox(ticket: Ticket, actor: Actor) -> bool:
    """Return whether the ticket's tier and area are an inbox of this person, regardless of its owner."""
    if ticket.tier == 2:
        return WRITTEN_ROLE in actor.roles
    return ticket.tier == 3 and OFFICIAL_ROLE in actor.roles and ticket.area in actor.areas


def owned_refusal(owner: str, name: str = "otra persona") -> Refusal:
    """Refuse a step on a ticket that another user has; ``name`` is that user's, where it is known."""
    text = f"Este ticket lo atiende {name}; si no puede, un supervisor lo reasigna."
    return Refusal("not_yours", text, owner=owner)


def _role_refusal(ticket: Ticket, needed: ActorRole, actor: Actor) -> Refusal | None:
    holds = ticket.owner == actor.user or (not ticket.owner and is_in_inbox(ticket, actor))
    may = {
        "holder": holds,
        "worker": holds or bool(actor.roles & LEAD_ROLES),
        "lead": bool(actor.roles & LEAD_ROLES),
        "reopener": bool(actor.roles & (LEAD_ROLES | {WRITTEN_ROLE})),
        "reader": True,
        "system": "system" in actor.roles,
    }[needed]
    if may:
        return None
    if ticket.owner and is_in_inbox(ticket, actor):
        return owned_refusal(ticket.owner)
    return Refusal("not_yours", "Este paso le corresponde a otra persona: usted puede verlo, no darlo.")


_STATE_DESCRIPTIONS: Mapping[State, str] = MappingProxyType(
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
_TERM_RULES: Mapping[type[Step], TransitionRule] = MappingProxyType(
    {
        steps.Extend: TransitionRule("holder", transitions.extend, preconditions.require_first_extension),
        steps.Transfer: TransitionRule("holder", transitions.transfer),
        steps.Close: TransitionRule("holder", transitions.withdraw),
    }
)
_COMMON_RULES: Mapping[type[Step], TransitionRule] = MappingProxyType(
    {
        steps.Note: TransitionRule("reader", transitions.note),
        steps.Tie: TransitionRule("worker", transitions.tie),
        steps.Untie: TransitionRule("reopener", transitions.untie),
        steps.Link: TransitionRule("worker", transitions.link),
        steps.Unlink: TransitionRule("worker", transitions.unlink),
    }
)
_OPEN_RULES: Mapping[type[Step], TransitionRule] = MappingProxyType(
    {
        **_COMMON_RULES,
        steps.Reclassify: TransitionRule("worker", transitions.reclassify),
        steps.Assign: TransitionRule("lead", transitions.assign),
        steps.Prioritize: TransitionRule("worker", transitions.prioritize),
        steps.Deprioritize: TransitionRule("worker", transitions.deprioritize, preconditions.require_priority),
        steps.SetAuthorityTerm: TransitionRule("worker", transitions.set_authority_term),
        steps.CheckMandate: TransitionRule("worker", transitions.check_mandate, preconditions.require_mandate),
    }
)
_RULES_BY_STATE: Mapping[State, Mapping[type[Step], TransitionRule]] = MappingProxyType(
    {
        "filed": {
            steps.Answer: TransitionRule("holder", transitions.answer_on_call, preconditions.require_checked_mandate),
            steps.Escalate: TransitionRule("holder", transitions.escalate_to_written_channel),
            **_OPEN_RULES,
        },
        "received": {
            steps.Take: TransitionRule("holder", transitions.take, preconditions.require_other_owner),
            steps.Answer: TransitionRule("holder", transitions.answer),
            steps.Escalate: TransitionRule("holder", transitions.escalate_to_area),
            steps.AskCompletion: TransitionRule(
                "holder", transitions.ask_completion, preconditions.require_first_completion_request
            ),
            **_TERM_RULES,
            **_OPEN_RULES,
        },
        "in_area": {
            steps.Take: TransitionRule("holder", transitions.take, preconditions.require_other_owner),
            steps.GiveBack: TransitionRule("holder", transitions.give_back),
            steps.Extend: TransitionRule("holder", transitions.extend, preconditions.require_first_extension),
            **_OPEN_RULES,
        },
        "in_review": {
            steps.Take: TransitionRule("holder", transitions.take, preconditions.require_other_owner),
            steps.Accept: TransitionRule("holder", transitions.accept),
            steps.SendBack: TransitionRule("holder", transitions.send_back),
            steps.Escalate: TransitionRule("holder", transitions.escalate_to_area),
            **_TERM_RULES,
            **_OPEN_RULES,
        },
        "ready": {
            steps.Take: TransitionRule("holder", transitions.take, preconditions.require_other_owner),
            steps.Typify: TransitionRule("holder", transitions.typify),
            steps.Send: TransitionRule("holder", transitions.send, preconditions.require_ready_answer),
            steps.Answer: TransitionRule("holder", transitions.answer),
            steps.Escalate: TransitionRule("holder", transitions.escalate_to_area),
            **_TERM_RULES,
            **_OPEN_RULES,
        },
        "sending": {
            steps.MailAccepted: TransitionRule("system", transitions.close),
            steps.MailReturned: TransitionRule("system", transitions.return_answer),
            steps.UndoSend: TransitionRule("holder", transitions.undo_send, preconditions.require_undo_time),
            **_COMMON_RULES,
        },
        "incomplete": {
            steps.Complete: TransitionRule("holder", transitions.complete),
            steps.Close: TransitionRule("holder", transitions.withdraw),
            **_OPEN_RULES,
        },
        "closed": {
            steps.Reopen: TransitionRule("reopener", transitions.reopen),
            steps.MailReturned: TransitionRule(
                "system", transitions.reopen_returned, preconditions.require_sent_answer
            ),
            **_COMMON_RULES,
        },
    }
)
TABLE: Mapping[tuple[State, type[Step]], TransitionRule] = MappingProxyType(
    {(state, step): row for state, rows in _RULES_BY_STATE.items() for step, row in rows.items()}
)
