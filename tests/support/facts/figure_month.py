"""Facts of a few tickets and calls, for the screens of figures by area, reason and advisor."""

from collections.abc import Iterator

from eventlog.facts import (
    AnyFact,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallIngressed,
    CallQueued,
    CallRetrieved,
    CallTypified,
    SurveyAnswered,
)
from eventlog.facts.tickets.ticket import TicketClosed, TicketEscalated, TicketTermBreached

ANSWERED, BREACHED, CALLS = 9, 3, 12


def ticket_facts(due_on: str) -> Iterator[AnyFact]:
    """Yield answers in term, breaches and escalations; ``due_on`` is the last day of each, ISO 8601."""
    for number in range(ANSWERED):
        owner, area, tier = (("elsa", "", 2), ("funcionario1", "credito_cobranza", 3))[number % 2]
        ticket = f"2026-9{number:05}-1"
        yield TicketEscalated(
            ticket=ticket, tier=2, area="", owner="", deputy_for="", round=0, after_call_ms=number * 60_000
        )
        yield TicketClosed(
            ticket=ticket,
            outcome="answered",
            tier=tier,
            area=area,
            round=0,
            due_on=due_on,
            late=False,
            owner=owner,
        )
    for number in range(BREACHED):
        ticket = f"2026-8{number:05}-1"
        yield TicketTermBreached(ticket=ticket, due_on=due_on, tier=3, area="credito_cobranza", owner="funcionario1")


def call_facts(number: int) -> Iterator[AnyFact]:
    """Yield the facts of one answered call, typified unless its number is a multiple of four."""
    advisor = f"asesor{number % 2 + 1}"
    of_advisor = {"line": "nacional", "queue": "general", "advisor": advisor}
    yield CallIngressed(line="nacional", gateway="g", caller_ref="", caller_commitment="", in_hours=True)
    yield CallQueued(line="nacional", queue="general", reason="menu", threshold_ms=20_000)
    yield CallAnswered(**of_advisor, offer=1)
    yield CallHeld(**of_advisor)
    yield CallRetrieved(**of_advisor)
    yield CallEnded(line="nacional", queue="general", outcome="answered", stage="talk", ended_by="caller")
    if number % 4:
        yield CallTypified(kind="solicitud", theme="credito", advisor=advisor)
    if advisor == "asesor1":
        yield SurveyAnswered(**of_advisor, question="satisfaccion", answer="12"[number % 3 == 0])
