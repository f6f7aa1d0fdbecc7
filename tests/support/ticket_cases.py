"""Tickets and people for tests of their lives."""

from datetime import UTC, date, datetime

import msgspec

from agent_api.tickets.domain import transitions
from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.domain.state_machine import apply_step
from agent_api.tickets.domain.steps import AnyStep, File
from agent_api.tickets.domain.ticket import Actor, Refusal, Ticket, TransitionResult
from config.law.loader import load_law
from config.law.term_rules import TermRules

NOW = datetime(2027, 1, 12, 15, 0, tzinfo=UTC)
NUMBER = "2027-000001-7"
RECKONING = TermPolicy(load_law(), TermRules())
ANA = Actor(user="ana", roles=frozenset({"asesor"}))
ELSA = Actor(user="elsa", roles=frozenset({"asesor_escrita"}))
ERIK = Actor(user="erik", roles=frozenset({"asesor_escrita"}))
FLOR = Actor(user="flor", roles=frozenset({"funcionario"}), areas=frozenset({"cartera"}))
FABIO = Actor(user="fabio", roles=frozenset({"funcionario"}), areas=frozenset({"juridica"}))
SARA = Actor(user="sara", roles=frozenset({"supervisor"}))
PHONE_TICKET = File(
    number=NUMBER,
    channel="phone",
    legal_kind="general",
    received_at=NOW,
    due_on=date(2027, 2, 2),
    basis="Ley",
    tier=1,
    owner="ana",
)
MESSAGE_TICKET = msgspec.structs.replace(PHONE_TICKET, channel="message", tier=2, owner="")


def filed_ticket(step: File = PHONE_TICKET) -> Ticket:
    """Return a newly filed ticket."""
    return transitions.file(step, NOW).ticket


def apply_steps(ticket: Ticket, *steps: tuple[Actor, AnyStep], now: datetime = NOW) -> Ticket:
    """Return a ticket after steps, each of which must be possible."""
    for actor, step in steps:
        moved = apply_step(ticket, step, actor, now)
        assert isinstance(moved, TransitionResult), (step, moved)
        ticket = moved.ticket
    return ticket


def refusal_code(ticket: Ticket, actor: Actor, step: AnyStep, now: datetime = NOW) -> str:
    """Return the code with which a step is refused."""
    moved = apply_step(ticket, step, actor, now)
    assert isinstance(moved, Refusal), moved
    return moved.code
