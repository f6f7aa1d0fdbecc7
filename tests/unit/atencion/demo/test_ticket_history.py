"""The demo's generated petitions from before its start."""

from datetime import date, datetime, time, timedelta

from agent_api.tickets.domain.numbers import parse_number
from agent_api.tickets.domain.state_machine import fold
from atencion.demo.call_history import generate_history
from atencion.demo.ticket_history import Petitions
from config.timezone import COLOMBIA
from eventlog.facts import CallAnswered, Envelope, TicketFiled
from eventlog.facts.tickets.ticket import TicketClosed, TicketTermBreached
from metrics.reports.periods import period_of
from tests.support.site_folders import sample_site

SITE = sample_site()
FIRST, UNTIL = date(2026, 10, 1), date(2026, 11, 20)


def made_up() -> tuple[Petitions, list[Envelope]]:
    """Generate seven weeks of calls and their petitions."""
    petitions = Petitions(SITE, UNTIL)
    return petitions, list(generate_history(SITE, FIRST, UNTIL, petitions=petitions))


PETITIONS, FACTS = made_up()


def test_equal_arguments_give_equal_petitions() -> None:
    """A restarted demo has the same tickets."""
    again, facts = made_up()
    assert [each.filed for each in again.all] == [each.filed for each in PETITIONS.all]
    assert facts == FACTS


def test_replaying_ticket_steps_through_real_state_machine_gives_its_row() -> None:
    """Replaying a ticket's steps through the real state machine gives its row."""
    for each in PETITIONS.all:
        assert fold((entry.step, entry.user, entry.at) for entry in each.entries) == each.filed.ticket
        moments = [entry.at for entry in each.entries]
        assert moments == sorted(moments)
        assert moments[-1] < datetime.combine(UNTIL, time(), COLOMBIA)


def test_numbers_rise_without_gaps_in_the_order_of_filing() -> None:
    """Filing numbers are assigned like those of real tickets."""
    numbers = [parse_number(each.fact.ticket) for each in FACTS if isinstance(each.fact, TicketFiled)]
    assert [each.sequence for each in numbers] == list(range(1, len(PETITIONS.all) + 1))
    assert {each.year for each in numbers} == {2026}


def test_petition_is_filed_by_advisor_who_answered_its_call() -> None:
    """A petition is filed by the advisor who answered its call."""
    answered = {each.call_id: each.fact.advisor for each in FACTS if isinstance(each.fact, CallAnswered)}
    filed = [each for each in FACTS if isinstance(each.fact, TicketFiled)]
    assert {each.actor for each in filed} <= {f"advisor:{name}" for name in answered.values()}
    assert all(each.actor == f"advisor:{answered[each.call_id]}" for each in filed)


def test_there_is_something_of_everything() -> None:
    """There are petitions answered at once, by the written channel and by an area, in time, late and open."""
    closed = [each.fact for each in FACTS if isinstance(each.fact, TicketClosed)]
    assert {each.outcome for each in closed} == {"first_contact", "answered"}
    assert 0 < sum(each.late for each in closed) < len(closed) / 10
    breached = [each for each in FACTS if isinstance(each.fact, TicketTermBreached)]
    october = period_of("management", FIRST)
    assert any(october.begins <= each.at < october.ends for each in breached)
    assert {each.filed.state for each in PETITIONS.all} >= {"closed", "received", "in_area"}


def test_breaches_from_before_demo_are_already_reported() -> None:
    """Breaches from before the demo are already reported, so no mail is sent about them."""
    yesterday = UNTIL - timedelta(days=1)
    for each in PETITIONS.all:
        closed_on = each.filed.closed_at.astimezone(COLOMBIA).date() if each.filed.closed_at else yesterday
        assert (each.filed.breach_of == each.filed.due_on) == (closed_on > each.filed.due_on)
