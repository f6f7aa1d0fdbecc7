"""A ticket as a value, and the result of a step: another ticket with its facts, or a refusal. Pure.

Owns the shape. Which steps are possible is `agent_api.tickets.domain.state_machine`'s, their effects are
`agent_api.tickets.domain.transitions`'.
"""

from datetime import UTC, date, datetime, time
from typing import Literal, NamedTuple, get_args

import msgspec

from agent_api.mandates.domain.state import MandateState
from config.law.regimes import LegalKind
from config.law.terms import day_of_receipt
from config.timezone import COLOMBIA
from eventlog.facts.tickets.ticket import Authority, Channel, Outcome, PriorityReason, TicketFact

State = Literal["filed", "received", "in_area", "in_review", "ready", "sending", "incomplete", "closed"]
"""With the phone advisor; with the written channel; with an area; the area's answer under review; the answer ready to
send; the answer being sent; waiting for the petitioner; closed."""
Rank = Literal[0, 1, 2]
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
        filed_on: the business date from which its term counts, if it arrived out of hours; None for the day of receipt.
        due_on: the last day to answer; while it waits for the petitioner, their last day to complete it.
        basis: of that day.
        extended: whether its term was extended.
        asked_at: when the petitioner was asked for missing information, or None.
        completed_at: when that information arrived, or None.
        response: the answer's type, an id of the site; None before it is chosen.
        answer_attachments: ids of the ticket's files to send with the answer, in order.
        outcome: how it ended, or None while it is open.
        mandate: of the document by which a representative acts.
        mandate_until: the last day on which that document allows it; None if it does not expire.
        priority: why it goes before others, or None; its term stays the same.
        authority: the authority that set its term, or None.
        authority_due_at: the date and hour that this authority set, or None.
        relay_call: whether the Centro de Relevo interpreted the call in which it was made.
        undo_until: until when the sending of its answer can be undone; None if none is under way.
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
    filed_on: date | None = None
    due_on: date
    basis: str
    extended: bool = False
    asked_at: datetime | None = None
    completed_at: datetime | None = None
    response: str | None = None
    answer_attachments: tuple[str, ...] = ()
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    mandate: MandateState = ""
    mandate_until: date | None = None
    priority: PriorityReason | None = None
    authority: Authority | None = None
    authority_due_at: datetime | None = None
    relay_call: bool = False
    undo_until: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether the ticket still needs work."""
        return self.state != "closed"

    @property
    def rank(self) -> Rank:
        """Its place among open tickets: terms of an authority first, then priorities, then the others."""
        if self.authority is not None:
            return 0
        return 2 if self.priority is None else 1

    def is_late(self, now: datetime) -> bool:
        """Return whether its term is over: the hour that an authority set, or the last day."""
        if self.authority_due_at is not None:
            return now > self.authority_due_at
        return day_of_receipt(now) > self.due_on

    @property
    def counted_from(self) -> date:
        """The date after which its term is counted: when it counts as received."""
        return self.filed_on or day_of_receipt(self.received_at)

    @property
    def legal_receipt_at(self) -> datetime:
        """The moment of receipt as the law counts it: the exact one, or the start of its business date."""
        return legal_receipt(self.received_at, self.filed_on)


def legal_receipt(received_at: datetime, filed_on: date | None) -> datetime:
    """Return the moment of receipt as the law counts it; ``filed_on`` is a later business date, or None."""
    if filed_on is None:
        return received_at
    return datetime.combine(filed_on, time(0), COLOMBIA).astimezone(UTC)


class Refusal(msgspec.Struct, frozen=True):
    """A refused step, with the reason in Spanish.

    Attributes:
        code: ``step_not_possible`` in this state, or ``not_yours`` for this person.
        text: what happened and what to do.
        owner: login of the user who has the ticket, if that is the reason; the text does not name them.
    """

    code: Literal["step_not_possible", "not_yours"]
    text: str
    owner: str = ""


class TransitionResult(NamedTuple):
    """The ticket after a step, and the facts of the step."""

    ticket: Ticket
    facts: tuple[TicketFact, ...]
