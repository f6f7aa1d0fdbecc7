"""A ticket as a value, and what a step may make of it: another ticket with its facts, or a refusal. Pure.

Owns the shape. What may be done is `agent_api.tickets.domain.state_machine`'s, what becomes of it
`agent_api.tickets.domain.transitions`'.
"""

from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

import msgspec

from config.law.regimes import LegalKind
from eventlog.facts.tickets.ticket import Channel, Outcome, TicketFact

State = Literal["filed", "received", "in_area", "in_review", "ready", "sending", "incomplete", "closed"]
"""With the phone advisor; with the written channel; with an area; its answer under review; an answer that may go out;
on its way; waiting for the petitioner; at its end."""
STATES: tuple[State, ...] = get_args(State)


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes a step.

    Attributes:
        user: their login.
        roles: in force today.
        areas: business areas whose tickets are theirs to attend.
    """

    user: str
    roles: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ticket is.

    Attributes:
        number: the filing number.
        state: see State.
        tier: who has it: 1 phone, 2 written channel, 3 business area.
        owner: login of who attends it, or empty: it lies in the inbox of its tier or area.
        area: the business area that has it, or had it last; empty before any had.
        escalated_by: who of the written channel gave it to the area and is to review its answer; else empty.
        round: how many times an area has had it.
        channel: how it came in.
        legal_kind: what it is to the law.
        received_at: when the petition was received; the law of that day governs its term.
        due_on: the last day to answer; while it waits for the petitioner, their last day to complete it.
        basis: of that day.
        extended: whether its term was extended.
        asked_at: when the petitioner was asked for what is missing, or None.
        completed_at: when that came, or None.
        response: what the answer is, an id of the site's answer types; None before that was said.
        answer_attachments: ids of the ticket's files that go with the answer, in order.
        outcome: how it ended, or None while it is open.
        closed_at: when, or None.
        version: how many steps it has taken, the filing included.
    """

    number: str
    state: State
    tier: int
    owner: str = ""
    area: str = ""
    escalated_by: str = ""
    round: int = 0
    channel: Channel
    legal_kind: LegalKind
    received_at: datetime
    due_on: date
    basis: str
    extended: bool = False
    asked_at: datetime | None = None
    completed_at: datetime | None = None
    response: str | None = None
    answer_attachments: tuple[str, ...] = ()
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state != "closed"


class Refusal(msgspec.Struct, frozen=True):
    """A step that is not taken, and why, in Spanish.

    Attributes:
        code: ``step_not_possible`` in this state; ``not_yours`` for who asks.
        text: what happened and what to do.
    """

    code: Literal["step_not_possible", "not_yours"]
    text: str


class TransitionResult(NamedTuple):
    """What a step made of a ticket."""

    ticket: Ticket
    facts: tuple[TicketFact, ...]
