"""Tickets and people for tests of their lives."""

from datetime import UTC, date, datetime

import msgspec

from agent_api.tickets.domain import transitions
from agent_api.tickets.domain.legal_term import Reckoning
from agent_api.tickets.domain.state_machine import take
from agent_api.tickets.domain.steps import AnyStep, File
from agent_api.tickets.domain.ticket import Moved, Refusal, Ticket, Who
from config.law.loader import law_of_colombia
from config.law.term_rules import TermRules

NOW = datetime(2027, 1, 12, 15, 0, tzinfo=UTC)
NUMBER = "2027-000001-7"
BY = Reckoning(law_of_colombia(), TermRules())
ANA = Who(user="ana", roles=frozenset({"asesor"}))
ELSA = Who(user="elsa", roles=frozenset({"asesor_escrita"}))
ERIK = Who(user="erik", roles=frozenset({"asesor_escrita"}))
FLOR = Who(user="flor", roles=frozenset({"funcionario"}), areas=frozenset({"cartera"}))
FABIO = Who(user="fabio", roles=frozenset({"funcionario"}), areas=frozenset({"juridica"}))
SARA = Who(user="sara", roles=frozenset({"supervisor"}))
PHONE = File(
    number=NUMBER,
    channel="phone",
    legal_kind="general",
    received_at=NOW,
    due_on=date(2027, 2, 2),
    basis="Ley",
    tier=1,
    owner="ana",
)
MESSAGE = msgspec.structs.replace(PHONE, channel="message", tier=2, owner="")


def filed(step: File = PHONE) -> Ticket:
    """A ticket that was just filed."""
    return transitions.begin(step, NOW).ticket


def after(ticket: Ticket, *taken: tuple[Who, AnyStep], now: datetime = NOW) -> Ticket:
    """A ticket after steps, each of which must be possible."""
    for who, step in taken:
        moved = take(ticket, step, who, now)
        assert isinstance(moved, Moved), (step, moved)
        ticket = moved.ticket
    return ticket


def refused(ticket: Ticket, who: Who, step: AnyStep, now: datetime = NOW) -> str:
    """The code with which a step is refused."""
    moved = take(ticket, step, who, now)
    assert isinstance(moved, Refusal), moved
    return moved.code
