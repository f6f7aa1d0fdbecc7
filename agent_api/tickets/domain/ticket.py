"""A ticket as a value, and the result of a step: another ticket with its facts, or a refusal. Pure.

Owns the shape. Which steps are possible is `agent_api.tickets.domain.state_machine`'s, their effects are
`agent_api.tickets.domain.transitions`'.
"""

from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

import msgspec

from config.law.regimes import LegalKind
from eventlog.facts.tickets.ticket import Channel, Outcome, TicketFact

State = Literal["filed", "received", "in_area", "in_review", "ready", "sending", "incomplete", "closed"]
"""With the phone advisor; with the written channel; with an area; the area's answer under review; the answer ready to
send; the answer being sent; waiting for the petitioner; closed."""
STATES: tuple[State, ...] = get_args(State)


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The person or system that takes a step.

    Attributes:
        user: login.
        roles: in force today.
        areas: business areas whose tickets this person handles.
    """

    user: str
    roles: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a ticket.

    Attributes:
        number: the filing number.
        tier: 1 phone, 2 written channel, 3 business area.
        owner: login; empty if the ticket lies in the inbox of its tier or area.
        area: the business area that has it, or had it last; empty if there was none.
        escalated_by: login of the written channel that escalated it to the area and reviews its answer; else empty.
        round: how many times it was sent to an area.
        channel: how it came in.
        legal_kind: the kind of petition by law.
        received_at: when the petition was received; the law of that day governs its term.
        due_on: the last day to answer; while it waits for the petitioner, their last day to complete it.
        basis: of that day.
        extended: whether its term was extended.
        asked_at: when the petitioner was asked for missing information, or None.
        completed_at: when that information arrived, or None.
        response: the answer's type, an id of the site; None before it is chosen.
        answer_attachments: ids of the ticket's files to send with the answer, in order.
        outcome: how it ended, or None while it is open.
        version: number of steps taken, the filing included.
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
        """Whether the ticket still needs work."""
        return self.state != "closed"


class Refusal(msgspec.Struct, frozen=True):
    """A refused step, with the reason in Spanish.

    Attributes:
        code: ``step_not_possible`` in this state, or ``not_yours`` for this person.
        text: what happened and what to do.
    """

    code: Literal["step_not_possible", "not_yours"]
    text: str


class TransitionResult(NamedTuple):
    """The ticket after a step, and the facts of the step."""

    ticket: Ticket
    facts: tuple[TicketFact, ...]
