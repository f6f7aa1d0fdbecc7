"""Rows C9 and C10 of M5-1-05: the time from call to escalation, and the answers in term by area and official."""

from datetime import timedelta
from typing import Any

import pytest

from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.notifications.alarms import list_due_alarms, raise_alarm
from agent_api.tickets.notifications.answer_delivery import close_delivered
from config.law.loader import load_law
from eventlog.facts.tickets.ticket import TicketEscalated, TicketTermBreached
from storage.postgres.engine import unit_of_work
from tests.support.desks.ticket_desk import ANA, DEPUTY, ELSA, TicketDesk
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
AREA, JEFA = "credito_cobranza", "supervisor:jefa1"
QUARTER = {"from": "2027-01-01", "to": "2027-04-01"}


async def figure(desk: TicketDesk, indicator: str) -> tuple[int, int]:
    """Return the fraction of an indicator as the leader reads it."""
    answer = await desk.ask(JEFA, "GET", "/indicators", params=QUARTER)
    found = next(each for each in answer.json()["figures"] if each["indicator"] == indicator)
    return found["numerator"], found["denominator"]


async def behind(desk: TicketDesk, user: str, indicator: str, **params: Any) -> list[dict[str, Any]]:
    """Return the tickets behind a figure."""
    answer = await desk.ask(user, "GET", f"/indicators/{indicator}/tickets", params={**QUARTER, **params})
    return list(answer.json()["tickets"])


async def escalate_after_call(desk: TicketDesk, call: str, after: timedelta) -> dict[str, Any]:
    """File a ticket on a call, and escalate it some time after the caller hangs up."""
    await desk.talk(call)
    ticket = await desk.file_ticket(call_id=call)
    await desk.hang_up(call)
    record = await desk.rig.journal.call(call)
    assert record is not None
    assert record.ended_at is not None
    desk.rig.now = record.ended_at + after
    return await desk.step(ANA, ticket, "escalate")


async def test_c9_the_time_from_call_to_escalation_is_measured(desk: TicketDesk) -> None:
    """An escalation during the call takes no time; after it, each millisecond counts, and the figure opens to both."""
    await desk.talk("a")
    at_once = await desk.file_ticket(call_id="a", outcome="escalated")
    await desk.hang_up("a")
    late = await escalate_after_call(desk, "b", timedelta(seconds=300, milliseconds=1))
    facts = [each.fact for each in await desk.journaled_facts("TicketEscalated")]
    assert [each.after_call_ms for each in facts if isinstance(each, TicketEscalated)] == [0, 300_001]
    assert await figure(desk, "tiempo_escalamiento") == (300_001, 2)
    assert await figure(desk, "escalamiento_inmediato") == (1, 2)
    counted = await behind(desk, JEFA, "escalamiento_inmediato")
    assert {each["number"]: each["in_time"] for each in counted} == {at_once["number"]: True, late["number"]: False}


async def test_c9_a_ticket_without_a_call_is_not_measured(desk: TicketDesk) -> None:
    """A petition on paper has no call whose end could be measured."""
    ticket = await desk.file_ticket(ELSA, received_on="2027-01-08", channel="letter")
    await desk.hire(DEPUTY)
    await desk.step(ELSA, ticket, "escalate")
    [fact] = [each.fact for each in await desk.journaled_facts("TicketEscalated")]
    assert isinstance(fact, TicketEscalated)
    assert fact.after_call_ms == -1


async def test_c10_compliance_of_each_area_tier_and_official(desk: TicketDesk) -> None:
    """An answer in term counts for the written channel, a breach for the area and the official who had the ticket."""
    await desk.talk("a")
    await desk.hire(DEPUTY)
    late = await desk.file_ticket(call_id="a", outcome="escalated")
    await desk.step(ELSA, late, "escalate")
    answered = await desk.file_ticket(call_id="a", outcome="escalated")
    answered = await desk.step(ELSA, answered, "answer", text="Sí procede")
    answered = await desk.step(ELSA, answered, "typify", response="accede")
    await desk.step(ELSA, answered, "send")
    async with unit_of_work(desk.rig.engine) as connection:
        assert await close_delivered(connection, CAMPAIGN, answered["number"], desk.rig.now)
    desk.rig.now += timedelta(days=40)
    async with unit_of_work(desk.rig.engine) as connection:
        policy = TermPolicy(load_law(), desk.rig.site.terms)
        for alarm in await list_due_alarms(connection, CAMPAIGN, policy, desk.rig.now):
            await raise_alarm(connection, CAMPAIGN, alarm)
    [breach] = [each.fact for each in await desk.journaled_facts("TicketTermBreached")]
    assert isinstance(breach, TicketTermBreached)
    assert (breach.area, breach.owner) == (AREA, "funcionario2")
    terms = (await desk.ask(JEFA, "GET", "/figures/timeliness", params=QUARTER)).json()
    assert await figure(desk, "oportunidad_pqrs") == (terms["total"]["in_time"], terms["total"]["due"]) == (1, 2)
    assert [(each["id"], each["in_time"], each["due"]) for each in terms["areas"]] == [(AREA, 0, 1), ("", 1, 1)]
    assert {each["id"]: (each["in_time"], each["due"]) for each in terms["tiers"]} == {"2": (1, 1), "3": (0, 1)}
    desk.rig.now -= timedelta(days=40)  # the facts are of January
    lines = (await desk.rig.get("/metrics")).text.splitlines()
    assert {f'ticket_month_due{{area="{AREA}"}} 1.0', f'ticket_month_in_time{{area="{AREA}"}} 0.0'} <= set(lines)
    own = (await desk.ask(DEPUTY, "GET", "/figures/timeliness", params=QUARTER)).json()
    assert [(each["id"], each["in_time"], each["due"]) for each in own["officials"]] == [("funcionario2", 0, 1)]
    assert [each["number"] for each in await behind(desk, JEFA, "oportunidad_pqrs", area=AREA)] == [late["number"]]
