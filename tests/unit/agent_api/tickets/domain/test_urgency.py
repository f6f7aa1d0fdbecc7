"""Urgency of a ticket: its rank, its words, and the hour at which its term ends."""

from datetime import date, timedelta

import pytest

from agent_api.tickets.domain import legal_term, steps
from agent_api.tickets.domain.legal_term import RaisedAlarms
from agent_api.tickets.domain.ticket import Ticket
from agent_api.tickets.domain.urgency import urgency_text
from tests.support.ticket_cases import ELSA, MESSAGE_TICKET, NOW, RECKONING, apply_steps, filed_ticket, refusal_code

DUE_AT = NOW + timedelta(hours=48)
TUTELA = legal_term.authority_term_step("tutela", DUE_AT)
MINOR = steps.Prioritize(reason="minor")


def urgent(*taken: steps.AnyStep) -> Ticket:
    """Return a ticket of the written channel after these steps."""
    return apply_steps(filed_ticket(MESSAGE_TICKET), *((ELSA, each) for each in taken))


@pytest.mark.parametrize(
    ("ticket", "rank", "text"),
    [
        (urgent(), 2, ""),
        (urgent(MINOR), 1, "prioridad: niña, niño o adolescente"),
        (urgent(MINOR, TUTELA), 0, "Tutela, hasta las 10:00"),
    ],
)
def test_an_authority_comes_before_a_priority(ticket: Ticket, rank: int, text: str) -> None:
    """The rank is 0 for an authority, 1 for a priority and 2 for the others; the words say why."""
    assert (ticket.rank, urgency_text(ticket)) == (rank, text)


def test_a_priority_keeps_the_last_day() -> None:
    """A priority changes neither the last day nor its basis (Ley 1437 de 2011, art. 20)."""
    plain = urgent()
    assert (urgent(MINOR).due_on, urgent(MINOR).basis) == (plain.due_on, plain.basis)


def test_the_term_of_an_authority_ends_at_its_hour() -> None:
    """A minute after the hour, on the same day, the ticket is overdue and its breach is reported."""
    ticket = urgent(TUTELA)
    assert ticket.due_on == date(2027, 1, 14)
    for moment, late in ((DUE_AT, False), (DUE_AT + timedelta(minutes=1), True)):
        assert ticket.is_late(moment) is late
        assert (legal_term.light_of(RECKONING, ticket, moment).color == "overdue") is late
        assert legal_term.is_breach_alarm_due(ticket, RaisedAlarms(), moment) is late


def test_only_the_authority_changes_its_term() -> None:
    """The term is neither extended nor suspended, another topic does not move it, and there is no positive silence."""
    ticket = urgent(TUTELA)
    assert legal_term.extendable_until(RECKONING, ticket, NOW.date()) is None
    day = date(2027, 1, 20)
    assert refusal_code(ticket, ELSA, steps.Extend(until=day, latest=day, basis="Ley")) == "step_not_possible"
    assert refusal_code(ticket, ELSA, steps.AskCompletion(complete_by=day, basis="Ley")) == "step_not_possible"
    assert legal_term.deadline_of_kind(RECKONING, ticket, "information") == (ticket.due_on, ticket.basis)
    assert legal_term.silence_of(RECKONING, ticket, day) is None
    later = legal_term.authority_term_step("tutela", DUE_AT + timedelta(days=1))
    assert apply_steps(ticket, (ELSA, later)).due_on == date(2027, 1, 15)
