"""The demo's generated petitions from before its start."""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

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


class Past(NamedTuple):
    """Petitions from before the start of a demo, and the facts of them and of the calls."""

    petitions: Petitions
    facts: list[Envelope]


def made_up() -> Past:
    """Generate seven weeks of calls and their petitions."""
    petitions = Petitions(SITE, UNTIL)
    return Past(petitions, list(generate_history(SITE, FIRST, UNTIL, petitions=petitions)))


@cache
def past() -> Past:
    """Return the seven weeks, which each test process generates once, if it needs them."""
    return made_up()


def test_equal_arguments_give_equal_petitions() -> None:
    """A restarted demo has the same tickets."""
    again, facts = made_up()
    assert [each.filed for each in again.all] == [each.filed for each in past().petitions.all]
    assert facts == past().facts


def test_replaying_ticket_steps_through_real_state_machine_gives_its_row() -> None:
    """Replaying a ticket's steps through the real state machine gives its row."""
    for each in past().petitions.all:
        assert fold((entry.step, entry.user, entry.at) for entry in each.entries) == each.filed.ticket
        moments = [entry.at for entry in each.entries]
        assert moments == sorted(moments)
        assert moments[-1] < datetime.combine(UNTIL, time(), COLOMBIA)


def test_numbers_rise_without_gaps_in_the_order_of_filing() -> None:
    """Filing numbers are assigned like those of real tickets."""
    numbers = [parse_number(each.fact.ticket) for each in past().facts if isinstance(each.fact, TicketFiled)]
    assert [each.sequence for each in numbers] == list(range(1, len(past().petitions.all) + 1))
    assert {each.year for each in numbers} == {2026}


def test_petition_is_filed_by_advisor_who_answered_its_call() -> None:
    """A petition is filed by the advisor who answered its call."""
    answered = {each.call_id: each.fact.advisor for each in past().facts if isinstance(each.fact, CallAnswered)}
    filed = [each for each in past().facts if isinstance(each.fact, TicketFiled)]
    assert {each.actor for each in filed} <= {f"advisor:{name}" for name in answered.values()}
    assert all(each.actor == f"advisor:{answered[each.call_id]}" for each in filed)


def test_there_is_something_of_everything() -> None:
    """There are petitions answered at once, by the written channel and by an area, in time, late and open."""
    closed = [each.fact for each in past().facts if isinstance(each.fact, TicketClosed)]
    assert {each.outcome for each in closed} == {"first_contact", "answered"}
    assert 0 < sum(each.late for each in closed) < len(closed) / 10
    breached = [each for each in past().facts if isinstance(each.fact, TicketTermBreached)]
    october = period_of("management", FIRST)
    assert any(october.begins <= each.at < october.ends for each in breached)
    assert {each.filed.state for each in past().petitions.all} >= {"closed", "received", "in_area"}


def test_breaches_from_before_demo_are_already_reported() -> None:
    """Breaches from before the demo are already reported, so no mail is sent about them."""
    yesterday = UNTIL - timedelta(days=1)
    for each in past().petitions.all:
        closed_on = each.filed.closed_at.astimezone(COLOMBIA).date() if each.filed.closed_at else yesterday
        assert (each.filed.breach_of == each.filed.due_on) == (closed_on > each.filed.due_on)
