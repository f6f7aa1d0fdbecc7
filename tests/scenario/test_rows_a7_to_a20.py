"""Procedure M5-1-05 from the answer on the call to the mail that closes the ticket: its steps and their facts.

Each test is a row of the procedure. The person named there sends requests over HTTP, and the test reads the results
from the journal.
"""

from datetime import timedelta
from typing import Any

import pytest

from agent_api.tickets import store
from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.notifications.alarms import list_due_alarms, raise_alarm
from agent_api.tickets.notifications.answer_delivery import close_delivered
from config.law.loader import load_law
from eventlog.facts import Envelope
from eventlog.facts.tickets.ticket import (
    TicketAlarmRaised,
    TicketAnswerAccepted,
    TicketAnswerTypified,
    TicketClosed,
    TicketEscalated,
    TicketGivenBack,
    TicketSentBack,
    TicketTermBegan,
    TicketTermBreached,
    TicketTermExtended,
)
from storage.postgres.engine import unit_of_work
from tests.support.desks.ticket_desk import ANA, DEPUTY, ELSA, TicketDesk
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
AREA = "credito_cobranza"


async def read_facts(desk: TicketDesk) -> list[Envelope]:
    """Return the facts of tickets in the journal, in order."""
    await desk.journaled_facts("TicketFiled")
    envelopes = [each async for each in desk.rig.journal.envelopes()]
    return [each for each in envelopes if type(each.fact).__name__.startswith("Ticket")]


def names(envelopes: list[Envelope]) -> list[str]:
    """Return the names of the kinds of facts, without the prefix."""
    return [type(each.fact).__name__.removeprefix("Ticket") for each in envelopes]


async def escalated(desk: TicketDesk, **form: Any) -> dict[str, Any]:
    """File a ticket on a call and escalate it to the written channel (A9 and A10)."""
    await desk.talk("a")
    return await desk.file_ticket(call_id="a", outcome="escalated", **form)


async def at_the_area(desk: TicketDesk) -> dict[str, Any]:
    """Escalate a ticket to the area (A13)."""
    await desk.hire(DEPUTY)
    return await desk.step(ELSA, await escalated(desk), "escalate")


async def given_back(desk: TicketDesk) -> dict[str, Any]:
    """Give a ticket back from the area (A16)."""
    return await desk.step(DEPUTY, await at_the_area(desk), "give_back", text="Está en comité")


async def test_a7_a8_answered_on_the_call(desk: TicketDesk) -> None:
    """A ticket answered on the call closes on first contact and is linked to the call."""
    await desk.talk("a")
    ticket = await desk.file_ticket(call_id="a", outcome="answered", answer="Su crédito está en estudio.")
    assert (ticket["status"], ticket["answer"]) == ("closed", "Su crédito está en estudio.")
    facts = await read_facts(desk)
    assert names(facts) == ["Filed", "TermBegan", "Closed"]
    assert {each.call_id for each in facts} == {"a"}
    closed = facts[-1].fact
    assert isinstance(closed, TicketClosed)
    assert (closed.outcome, closed.tier, closed.late) == ("first_contact", 1, False)


async def test_a9_a10_escalated_with_number_and_last_day(desk: TicketDesk) -> None:
    """The caller hears the number and the last day; the e-mail is checked; the log has call and escalation (C9)."""
    ticket = await escalated(desk, email="Ana@Ejemplo.CO")
    assert ticket["spoken"].startswith("Su radicado es: dos mil veintisiete;")
    assert ticket["due_spoken"] == "Le responderemos a más tardar el viernes 5 de febrero de 2027."
    wrong = await desk.file(ANA, "clave-del-correo", email="ana arroba ejemplo")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "email_wrong")
    facts = await read_facts(desk)
    assert names(facts) == ["Filed", "TermBegan", "Escalated"]
    began, up = facts[1].fact, facts[2].fact
    assert isinstance(began, TicketTermBegan)
    assert (began.channel, began.legal_kind, began.due_on) == ("phone", "general", "2027-02-05")
    assert isinstance(up, TicketEscalated)
    assert (up.tier, up.owner, facts[2].call_id, facts[2].actor) == (2, "", "a", "advisor:asesor1")


async def test_a11_the_written_channels_inbox(desk: TicketDesk) -> None:
    """The inbox lists the ticket with its light, and the advisor can take it."""
    ticket = await escalated(desk)
    listed = (await desk.ask(ELSA, "GET", "/tickets", params={"box": "tier"})).json()["tickets"]
    assert [(each["number"], each["light"], each["days_left"]) for each in listed] == [(ticket["number"], "green", 15)]
    await desk.step(ELSA, ticket, "take")
    assert names(await read_facts(desk))[-1] == "Taken"


async def test_a12_a19_a20_the_written_channel_answers(desk: TicketDesk) -> None:
    """A ticket is answered, typified and released; it closes when the mail server accepts the mail."""
    ticket = await desk.step(ELSA, await escalated(desk), "answer", text="Sí procede")
    ticket = await desk.step(ELSA, ticket, "typify", response="accede")
    ticket = await desk.step(ELSA, ticket, "send")
    async with unit_of_work(desk.rig.engine) as connection:
        assert await close_delivered(connection, CAMPAIGN, ticket["number"], desk.rig.now)
    facts = await read_facts(desk)
    assert names(facts)[3:] == ["AnswerWritten", "AnswerTypified", "AnswerReleased", "Closed"]
    assert facts[4].fact == TicketAnswerTypified(ticket=ticket["number"], response="accede")


async def test_a13_a14_the_area_by_the_matrix(desk: TicketDesk) -> None:
    """The matrix names area and official; an absent official's deputy gets the ticket, and the log names both."""
    ticket = await at_the_area(desk)
    assert await desk.ticket_numbers(DEPUTY, box="mine") == [ticket["number"]]
    up = (await read_facts(desk))[-1].fact
    assert up == TicketEscalated(
        ticket=ticket["number"],
        tier=3,
        area=AREA,
        owner="funcionario2",
        deputy_for="funcionario1",
        round=1,
        after_call_ms=0,  # the call goes on (C9)
    )


async def test_a15_notes_and_an_extension_in_time(desk: TicketDesk) -> None:
    """The official adds a note and extends the term with reasons, before its last day and to at most its double."""
    ticket = await at_the_area(desk)
    assert ticket["term"]["extendable_until"] == "2027-02-26"
    ticket = await desk.step(DEPUTY, ticket, "note", text="Pedí el expediente")
    ticket = await desk.step(DEPUTY, ticket, "extend", until="2027-02-26", text="Falta el expediente")
    assert (ticket["due_on"], ticket["term"]["extended"], ticket["term"]["extendable_until"]) == (
        "2027-02-26",
        True,
        None,
    )
    noted, extended = (await read_facts(desk))[-2:]
    assert names([noted]) == ["Noted"]
    assert isinstance(extended.fact, TicketTermExtended)
    assert (extended.fact.due_on, extended.fact.latest) == ("2027-02-26", "2027-02-26")
    assert "parágrafo" in extended.fact.basis


async def test_a16_area_returns_ticket_to_escalating_advisor(desk: TicketDesk) -> None:
    """The information returns to the advisor who escalated the ticket."""
    ticket = await given_back(desk)
    assert (ticket["state"], ticket["owner"], ticket["answer"]) == ("in_review", "elsa", "Está en comité")
    assert (await read_facts(desk))[-1].fact == TicketGivenBack(
        ticket=ticket["number"], area=AREA, owner="elsa", round=1
    )


async def test_a17_the_answer_fits(desk: TicketDesk) -> None:
    """An answer can be released after the advisor accepts it, not before."""
    ticket = await given_back(desk)
    early = await desk.try_step(ELSA, ticket, "send")
    assert (early.status_code, early.json()["code"]) == (409, "step_not_possible")
    await desk.open_answer(ELSA, ticket["number"])
    ticket = await desk.step(ELSA, ticket, "accept")
    assert ticket["state"] == "ready"
    assert (await read_facts(desk))[-1].fact == TicketAnswerAccepted(ticket=ticket["number"], area=AREA, round=1)


async def test_a18_the_answer_does_not_fit(desk: TicketDesk) -> None:
    """A rejected answer returns to the same official; each round is counted."""
    ticket = await desk.step(ELSA, await given_back(desk), "send_back", text="Falta la fecha")
    assert (ticket["round"], ticket["owner"]) == (2, "funcionario2")
    assert (await read_facts(desk))[-1].fact == TicketSentBack(
        ticket=ticket["number"], area=AREA, owner="funcionario2", round=2
    )
    ticket = await desk.step(DEPUTY, ticket, "give_back", text="El comité es el martes")
    await desk.open_answer(ELSA, ticket["number"])
    ticket = await desk.step(ELSA, ticket, "accept", response="informa")
    ticket = await desk.step(ELSA, ticket, "send")
    async with unit_of_work(desk.rig.engine) as connection:
        await close_delivered(connection, CAMPAIGN, ticket["number"], desk.rig.now)
    closed = (await read_facts(desk))[-1].fact
    assert isinstance(closed, TicketClosed)
    assert (closed.outcome, closed.area, closed.round) == ("answered", AREA, 2)


async def test_g2_c10_alarms_before_and_the_breach(desk: TicketDesk) -> None:
    """The site's warning days raise one alarm each, and the breach one; its fact names the area that had the ticket."""
    ticket = await at_the_area(desk)
    by = TermPolicy(load_law(), desk.rig.site.terms)

    async def raised() -> list[str]:
        async with unit_of_work(desk.rig.engine) as connection:
            due = await list_due_alarms(connection, CAMPAIGN, by, desk.rig.now)
            return [each.kind for each in due if await raise_alarm(connection, CAMPAIGN, each)]

    days = [(await raised(), desk.rig.now)]
    for _ in range(25):
        desk.rig.now += timedelta(days=1)
        days.append((await raised(), desk.rig.now))
    kinds = [(kind, at.date().isoformat()) for alarm_kinds, at in days for kind in alarm_kinds]
    assert kinds == [
        ("near", "2027-01-29"),
        ("near", "2027-02-02"),
        ("near", "2027-02-04"),
        ("breach", "2027-02-06"),
    ]
    *alarms, breach = [each.fact for each in await read_facts(desk)][-4:]
    assert [each.days_left for each in alarms if isinstance(each, TicketAlarmRaised)] == [5, 3, 1]
    assert breach == TicketTermBreached(
        ticket=ticket["number"], due_on="2027-02-05", tier=3, area=AREA, owner="funcionario2"
    )


async def test_g2_a_paper_counts_from_the_day_on_which_it_was_received(desk: TicketDesk) -> None:
    """The term of a paper counts from its receipt, not from its filing; log and row agree."""
    ticket = await desk.file_ticket(ELSA, received_on="2027-01-08", channel="written")
    async with unit_of_work(desk.rig.engine) as connection:
        filed = await store.lock_ticket(connection, CAMPAIGN, ticket["number"])
    assert filed is not None
    began = (await read_facts(desk))[1].fact
    assert isinstance(began, TicketTermBegan)
    assert (began.received_on, began.due_on) == ("2027-01-08", str(filed.due_on))
