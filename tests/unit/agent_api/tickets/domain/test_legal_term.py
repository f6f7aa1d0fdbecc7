"""The legal term of a ticket: the effect of each step, and when to warn."""

from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.tickets.domain import legal_term, steps
from agent_api.tickets.domain.legal_term import RaisedAlarms
from agent_api.tickets.domain.ticket import Ticket
from config.law.terms import Color, TermRefused, traffic_light
from tests.support.ticket_cases import ANA, ELSA, MESSAGE_TICKET, NOW, RECKONING, apply_steps, filed_ticket

TODAY = date(2027, 1, 12)


def ticket_of(received: datetime, **more: object) -> Ticket:
    """Return a ticket in the written channel with the term of its day."""
    term = legal_term.term_of(RECKONING, received, "general")
    step = msgspec.structs.replace(MESSAGE_TICKET, received_at=received, due_on=term.due.last_day, **more)
    return filed_ticket(step)


def noon(day: date) -> datetime:
    """Return noon of a local day."""
    return datetime.combine(day, time(17), UTC)


def test_the_golden_vector_of_a_general_petition() -> None:
    """A general petition received on 10 July 2026 has its last day on 4 August, and the sentence says so."""
    ticket = ticket_of(datetime(2026, 7, 10, 15, tzinfo=UTC))
    assert ticket.due_on == date(2026, 8, 4)
    assert (
        legal_term.due_date_sentence(ticket, ticket.due_on)
        == "Le responderemos a más tardar el martes 4 de agosto de 2026."
    )


def test_of_a_day_that_is_over_nothing_is_promised_aloud() -> None:
    """The sentence for a late, sent or waiting petition is true on the day on which it is read."""
    ticket = ticket_of(datetime(2026, 7, 10, 15, tzinfo=UTC))
    late = legal_term.due_date_sentence(ticket, ticket.due_on + timedelta(days=1))
    assert late.startswith("El término que da la ley para responderle terminó el martes 4 de agosto de 2026.")
    assert "a más tardar" not in late
    sending = msgspec.structs.replace(ticket, state="sending")
    assert legal_term.due_date_sentence(sending, date(2027, 1, 1)) == "La respuesta a su petición ya va en camino."
    waiting = msgspec.structs.replace(ticket, state="incomplete")
    assert legal_term.due_date_sentence(waiting, ticket.due_on).startswith(
        "Para completar su petición tiene plazo hasta el martes"
    )
    assert legal_term.due_date_sentence(waiting, date(2027, 1, 1)).startswith(
        "El plazo para completar su petición terminó el martes"
    )


def test_an_extension_goes_at_most_to_the_double_and_in_time() -> None:
    """The extension has the new day, the longest that the law allows, and its articles."""
    step = legal_term.extend_step(RECKONING, ticket_of(NOW), date(2027, 2, 10), "Falta un concepto", NOW)
    assert (step.until, step.latest) == (date(2027, 2, 10), date(2027, 2, 23))
    assert "parágrafo" in step.basis
    with pytest.raises(TermRefused, match="23"):
        legal_term.extend_step(RECKONING, ticket_of(NOW), date(2027, 2, 24), "Falta un concepto", NOW)


def test_thirteen_days_run_from_day_after_completion() -> None:
    """If completion is requested on the third business day, thirteen days run from the day after completion."""
    asked_at = NOW + timedelta(days=3)
    asking = legal_term.ask_completion_step(RECKONING, ticket_of(NOW), asked_at)
    assert asking.complete_by == date(2027, 2, 15)
    waiting = apply_steps(ticket_of(NOW), (ELSA, asking), now=asked_at)
    completing = legal_term.complete_step(RECKONING, waiting, datetime(2027, 2, 1, 15, tzinfo=UTC))
    assert completing.due_on == date(2027, 2, 18)
    resumed = apply_steps(waiting, (ELSA, completing), now=completing.completed_at)
    assert legal_term.deadline_of(RECKONING, resumed).last_day == date(2027, 2, 18)


def test_a_claim_over_personal_data_has_its_own_clock() -> None:
    """Asked within five days, it is withdrawn after two months (Ley 1581 de 2012, art. 15)."""
    claim = ticket_of(NOW, legal_kind="habeas_data_claim")
    assert legal_term.ask_completion_step(RECKONING, claim, NOW).complete_by == date(2027, 3, 12)
    with pytest.raises(TermRefused, match="pedir hasta"):
        legal_term.ask_completion_step(RECKONING, claim, NOW + timedelta(days=9))


def test_written_petition_is_forwarded_within_five_business_days() -> None:
    """A written petition is forwarded within five business days, a spoken one on its day (art. 21)."""
    assert legal_term.transfer_step(RECKONING, ticket_of(NOW)).forward_by == date(2027, 1, 19)
    assert legal_term.transfer_step(RECKONING, ticket_of(NOW, channel="phone")).forward_by == TODAY


def test_nothing_is_overdue_while_it_waits_for_the_petitioner() -> None:
    """While the ticket waits for the petitioner there is no alarm and no breach, and the light is at worst red."""
    waiting = apply_steps(ticket_of(NOW), (ELSA, legal_term.ask_completion_step(RECKONING, ticket_of(NOW), NOW)))
    later = date(2027, 4, 1)
    assert legal_term.light_of(RECKONING, waiting, noon(later)).color == "red"
    assert not legal_term.is_breach_alarm_due(waiting, RaisedAlarms(), noon(later))
    assert legal_term.alarm_day(RECKONING, waiting, RaisedAlarms(), later) is None


def test_an_answer_in_time_stays_green() -> None:
    """A closed ticket is judged by the day of its closing."""
    closed = apply_steps(filed_ticket(), (ANA, steps.Answer()))
    assert legal_term.light_of(RECKONING, closed, noon(date(2028, 1, 1))).color == "green"
    assert legal_term.due_date_sentence(closed, date(2028, 1, 1)) == "Su petición ya quedó resuelta."


def test_each_alarm_is_raised_once_and_the_last_alone() -> None:
    """After several missed checks only the last alarm is raised, once."""
    ticket = ticket_of(NOW)
    days = [legal_term.alarm_day(RECKONING, ticket, RaisedAlarms(), TODAY + timedelta(days=n)) for n in range(21)]
    assert {day for day in days if day} == {date(2027, 1, 26), date(2027, 1, 28), date(2027, 2, 1)}
    assert legal_term.alarm_day(RECKONING, ticket, RaisedAlarms(near_on=date(2027, 1, 28)), date(2027, 1, 29)) is None
    assert legal_term.alarm_day(RECKONING, ticket, RaisedAlarms(), date(2027, 2, 2)) == date(2027, 2, 1)


def test_breach_is_reported_once_per_last_day_and_only_after_that_day_ends() -> None:
    """A breach is reported once per last day, and only after that day ends."""
    ticket = ticket_of(NOW)
    assert not legal_term.is_breach_alarm_due(ticket, RaisedAlarms(), noon(ticket.due_on))
    assert legal_term.is_breach_alarm_due(ticket, RaisedAlarms(), noon(ticket.due_on + timedelta(days=1)))
    assert not legal_term.is_breach_alarm_due(
        ticket, RaisedAlarms(breach_of=ticket.due_on), noon(ticket.due_on + timedelta(days=1))
    )


@given(st.sampled_from(get_args(Color)), st.integers(-30, 60))
def test_the_bounds_of_a_light_are_those_of_its_days(color: Color, n: int) -> None:
    """The light of a last day agrees with the date bounds of the ticket query."""
    day = TODAY + timedelta(days=n)
    first, last = legal_term.due_dates_of_light(color, TODAY, RECKONING.rules)
    within = (first is None or day >= first) and (last is None or day <= last)
    assert within == (traffic_light(day, TODAY, RECKONING.rules).color == color)


def test_another_topic_counts_from_the_receipt() -> None:
    """A new topic counts its term from the receipt, with the channel of the filing."""
    general = ticket_of(datetime(2026, 6, 25, 15, tzinfo=UTC))
    assert general.due_on == date(2026, 7, 21)
    last_day, basis = legal_term.deadline_of_kind(RECKONING, general, "information")
    assert last_day == date(2026, 7, 10)
    assert basis == legal_term.citation(legal_term.term_of(RECKONING, general.received_at, "information").due.basis)
    assert legal_term.deadline_of_kind(RECKONING, general, "consulta")[0] == date(2026, 8, 12)
    assert legal_term.deadline_of_kind(RECKONING, general, "general") == (general.due_on, general.basis)


def test_an_extension_outlives_another_topic_as_far_as_the_law_lets_it() -> None:
    """A notified extension is kept within the double of the new term and never shortens that term."""
    general = ticket_of(NOW)
    extended = apply_steps(
        general, (ELSA, legal_term.extend_step(RECKONING, general, date(2027, 2, 20 - 1), "Falta un concepto", NOW))
    )
    last_day, basis = legal_term.deadline_of_kind(RECKONING, extended, "information")
    assert (last_day, "parágrafo" in basis) == (date(2027, 2, 9), True)
    assert (
        legal_term.deadline_of_kind(RECKONING, extended, "consulta")[0]
        == legal_term.term_of(RECKONING, NOW, "consulta").due.last_day
    )


def test_completion_moves_new_term_as_it_moved_old_one() -> None:
    """Completion moves the new term as it moved the old one, unless it could not have been requested."""
    asked_at, completed = NOW + timedelta(days=3), datetime(2027, 2, 1, 15, tzinfo=UTC)
    waiting = apply_steps(
        ticket_of(NOW), (ELSA, legal_term.ask_completion_step(RECKONING, ticket_of(NOW), asked_at)), now=asked_at
    )
    resumed = apply_steps(waiting, (ELSA, legal_term.complete_step(RECKONING, waiting, completed)), now=completed)
    assert legal_term.deadline_of_kind(RECKONING, resumed, "information")[0] == date(2027, 2, 11)
    late = NOW + timedelta(days=9)
    waiting = apply_steps(
        ticket_of(NOW), (ELSA, legal_term.ask_completion_step(RECKONING, ticket_of(NOW), late)), now=late
    )
    resumed = apply_steps(waiting, (ELSA, legal_term.complete_step(RECKONING, waiting, completed)), now=completed)
    claimed = legal_term.term_of(RECKONING, NOW, "habeas_data_claim").due.last_day
    assert legal_term.deadline_of_kind(RECKONING, resumed, "habeas_data_claim")[0] == claimed
