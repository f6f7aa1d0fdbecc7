"""Steps of tickets over HTTP: permissions, refusals, and concurrent users."""

import asyncio
from datetime import date, timedelta

import pytest

from agent_api.tickets import store
from agent_api.tickets.notifications.answer_delivery import close_delivered, reopen_returned
from eventlog.facts.tickets.ticket import TicketClosed
from storage.postgres.engine import unit_of_work
from tests.support.desks.ticket_desk import ANA, DEPUTY, ELSA, ERIK, LAWYER, LEAD, TicketDesk, replay
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration


async def test_a_ticket_has_a_last_day_from_the_moment_it_is_filed(desk: TicketDesk) -> None:
    """The advisor reads number and day aloud, and the basis is the law in force."""
    ticket = await desk.file_ticket()
    assert (ticket["due_on"], ticket["due_spoken"]) == (
        "2027-02-05",
        "Le responderemos a más tardar el viernes 5 de febrero de 2027.",
    )
    assert ticket["term"]["legal_kind"] == "general"
    assert "Ley 1437 de 2011, artículo 14" in ticket["term"]["basis"]
    assert (ticket["state"], ticket["tier"], ticket["owner"], ticket["light"]) == ("filed", 1, "asesor1", "green")
    assert ticket["steps"] == ["answer", "escalate", "note", "link", "reclassify", "prioritize", "set_authority_term"]


async def test_two_people_answer_the_same_ticket(desk: TicketDesk) -> None:
    """The first answer is stored; the second user learns of the change, and nothing of theirs is stored."""
    await desk.hire(ELSA, ERIK)
    ticket = await desk.file_ticket(outcome="escalated")
    answers = await asyncio.gather(
        desk.try_step(ELSA, ticket, "answer", text="De Elsa"), desk.try_step(ERIK, ticket, "answer", text="De Erik")
    )
    assert sorted(each.status_code for each in answers) == [200, 409]
    (lost,) = (each.json() for each in answers if each.status_code == 409)
    assert (lost["code"], lost["version"]) == ("ticket_changed", ticket["version"] + 1)
    (won,) = (each.json() for each in answers if each.status_code == 200)
    assert won["answer"] == f"De {won['owner_name']}"
    assert len(await desk.history(ticket["number"])) == ticket["version"] + 1


async def test_the_history_gives_the_ticket(desk: TicketDesk) -> None:
    """The stored steps, taken again, give the ticket of the row, to the last field."""
    await desk.hire(DEPUTY)
    ticket = await desk.file_ticket(outcome="escalated")
    ticket = await desk.step(ELSA, ticket, "escalate", text="¿En qué va?")
    ticket = await desk.step(DEPUTY, ticket, "extend", until="2027-02-10", text="Falta un concepto")
    ticket = await desk.step(DEPUTY, ticket, "give_back", text="Va en comité")
    async with unit_of_work(desk.rig.engine) as connection:
        filed = await store.lock_ticket(connection, CAMPAIGN, ticket["number"])
    assert filed is not None
    assert replay(await desk.history(ticket["number"])) == filed.ticket
    answer = (await desk.ask(LEAD, "GET", f"/tickets/{ticket['number']}/history")).json()["entries"]
    assert [each["step"] for each in answer] == ["file", "escalate", "escalate", "extend", "give_back"]
    assert [each["note"] for each in answer][2:] == ["¿En qué va?", "Falta un concepto", "Va en comité"]
    overseen = (await desk.ask("interventoria:x", "GET", f"/tickets/{ticket['number']}/history")).json()["entries"]
    assert {each["note"] for each in overseen} == {None}


@pytest.mark.parametrize(
    ("user", "step", "more", "expected"),
    [
        (ERIK, "note", {"text": "Visto"}, (200, None)),
        (ERIK, "answer", {"text": "No"}, (403, "not_yours")),
        (ELSA, "give_back", {"text": "No"}, (409, "step_not_possible")),
        (ELSA, "extend", {"until": "2027-03-30", "text": "Falta"}, (409, "step_not_possible")),
        (ELSA, "answer", {"text": "Sí", "response": "elogia"}, (400, "response_unknown")),
        (ELSA, "escalate", {"area": "mercadeo"}, (400, "area_unknown")),
        (ELSA, "assign", {"owner": "erik"}, (403, "not_yours")),
        (LEAD, "assign", {"owner": "asesor1"}, (400, "assignee_unfit")),
        (ELSA, "close", {"reason": "tacit", "text": "Nada"}, (409, "step_not_possible")),
        (ELSA, "celebrate", {}, (422, "malformed_body")),
        (LAWYER, "note", {"text": "No lo veo"}, (404, "not_found")),
        ("interventoria:x", "note", {"text": "No"}, (403, "forbidden")),
    ],
)
async def test_refused_step_says_why(
    desk: TicketDesk, user: str, step: str, more: dict[str, str], expected: tuple[int, str | None]
) -> None:
    """Each refusal has its code, and changes nothing."""
    await desk.hire(ANA, ERIK, LAWYER)
    ticket = await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "take")
    answer = await desk.try_step(user, ticket, step, **more)
    assert (answer.status_code, answer.json().get("code")) == expected
    if answer.status_code != 200:
        assert (await desk.read_ticket(ELSA, ticket["number"]))["version"] == ticket["version"]


async def test_the_ticket_closes_when_the_mail_is_accepted(desk: TicketDesk) -> None:
    """The answer counts as being sent before; a returned mail opens the ticket, a repeated report closes it once."""
    ticket = await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "answer", text="Sí", response="accede")
    ticket = await desk.step(ELSA, ticket, "send")
    assert (ticket["state"], ticket["status"]) == ("sending", "open")
    number, now = ticket["number"], desk.rig.now
    async with unit_of_work(desk.rig.engine) as connection:
        assert await reopen_returned(connection, CAMPAIGN, number, now)
    again = await desk.step(ELSA, await desk.read_ticket(ELSA, number), "send")
    async with unit_of_work(desk.rig.engine) as connection:
        assert await close_delivered(connection, CAMPAIGN, number, now)
        assert not await close_delivered(connection, CAMPAIGN, number, now)
    closed = await desk.read_ticket(ELSA, number)
    assert (closed["status"], closed["outcome"], closed["version"]) == ("closed", "answered", again["version"] + 1)
    (envelope,) = await desk.journaled_facts("TicketClosed")
    assert isinstance(envelope.fact, TicketClosed)
    assert (envelope.fact.outcome, envelope.fact.late, envelope.actor) == ("answered", False, "system:mail")


async def test_inboxes_show_the_first_due_first(desk: TicketDesk) -> None:
    """Papers received earlier come first with their lights, and closed ones are not there."""
    await desk.hire(ELSA)
    late = await desk.file_ticket(ELSA, received_on="2026-12-01")
    soon = await desk.file_ticket(ELSA, received_on="2026-12-23")
    today = await desk.file_ticket(outcome="escalated")
    await desk.file_ticket(outcome="answered", answer="Listo")
    assert await desk.ticket_numbers(ERIK, box="tier") == [late["number"], soon["number"], today["number"]]
    assert await desk.ticket_numbers(ELSA, box="mine") == [late["number"], soon["number"]]
    assert (late["light"], soon["light"], today["light"]) == ("overdue", "red", "green")
    assert await desk.ticket_numbers(ERIK, light="overdue") == [late["number"]]
    assert await desk.ticket_numbers(ERIK, light="red") == [soon["number"]]
    assert await desk.ticket_numbers(ERIK, light="green", box="tier") == [today["number"]]
    first = (await desk.ask(ERIK, "GET", "/tickets", params={"box": "tier", "limit": 2})).json()
    assert await desk.ticket_numbers(ERIK, box="tier", limit=2, cursor=first["next"]) == [today["number"]]


async def test_the_law_of_the_day_of_receipt_governs(desk: TicketDesk) -> None:
    """A paper of the health emergency has the longer term of its decree, whenever it is filed."""
    ticket = await desk.file_ticket(ELSA, received_on="2022-05-17")
    assert "Decreto Legislativo 491 de 2020" in ticket["term"]["basis"]
    assert ticket["due_on"] == "2022-07-01"
    future = await desk.file(ELSA, "clave-del-futuro", received_on="2027-01-16")
    assert (future.status_code, future.json()["code"]) == (400, "received_wrong")
    ancient = await desk.file(ELSA, "clave-del-pasado", received_on="1950-01-02")
    assert (ancient.status_code, ancient.json()["code"]) == (400, "received_wrong")


async def test_officials_see_their_area_alone(desk: TicketDesk) -> None:
    """The area's official finds it in the inbox, another area does not, and the user who escalated it still sees it."""
    await desk.hire(DEPUTY, LAWYER)
    ticket = await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "escalate")
    assert (ticket["area"], ticket["owner"]) == ("credito_cobranza", "funcionario2")
    assert await desk.ticket_numbers(DEPUTY, box="area") == [ticket["number"]]
    assert await desk.ticket_numbers(LAWYER, box="area") == []
    assert await desk.ticket_numbers(ELSA) == [ticket["number"]]
    assert await desk.ticket_numbers(ERIK) == []


async def test_ticket_of_official_without_login_is_in_inbox_of_area(desk: TicketDesk) -> None:
    """If the official in the matrix has no login, the whole area sees it."""
    await desk.hire(LAWYER)
    ticket = await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "escalate", area="fondos")
    assert (ticket["area"], ticket["owner"], ticket["tier"]) == ("fondos", None, 3)


async def test_text_of_ticket_needs_verified_call_on_phone(desk: TicketDesk) -> None:
    """On the phone its author sees number and day, and the text only on a call that has verified the customer."""
    await desk.add_customer("c1", "Ana Sofía Beltrán")
    ticket = await desk.file_ticket(ELSA, customer_id="c1")
    await desk.talk("a")
    desk.verified["a"] = "c1"
    own_ticket = await desk.file_ticket(ANA, customer_id="c1", call_id="a")
    desk.verified.clear()
    followed = await desk.read_ticket(ANA, own_ticket["number"])
    assert (followed["opened"], followed["text"], followed["customer_id"]) == (False, None, None)
    assert (await desk.ask(ANA, "GET", f"/tickets/{ticket['number']}")).status_code == 404
    listed = (await desk.ask(ANA, "GET", "/tickets")).json()["tickets"]
    assert [(each["number"], each["text"]) for each in listed] == [(own_ticket["number"], None)]
    desk.verified["a"] = "c1"
    assert (await desk.read_ticket(ANA, ticket["number"]))["customer_id"] == "c1"
    assert sorted(await desk.ticket_numbers(ANA, customer_id="c1")) == sorted([ticket["number"], own_ticket["number"]])


async def test_the_terms_clock_stands_still_while_something_is_missing(desk: TicketDesk) -> None:
    """Asked once and completed in time, the rest of the term goes on; not completed, it is withdrawn by an act."""
    first, second = await desk.file_ticket(outcome="escalated"), await desk.file_ticket(outcome="escalated")
    first = await desk.step(ELSA, first, "ask_completion", text="Falta el número del crédito")
    second = await desk.step(ELSA, second, "ask_completion", text="Falta la firma")
    assert (first["state"], first["due_on"]) == ("incomplete", "2027-02-15")
    desk.rig.now += timedelta(days=20)
    first = await desk.step(ELSA, first, "complete", text="Llegó")
    assert (first["state"], first["due_on"], first["term"]["breached"]) == ("received", "2027-02-25", False)
    again = await desk.try_step(ELSA, first, "ask_completion", text="Otra cosa")
    assert (again.status_code, again.json()["code"]) == (409, "step_not_possible")
    desk.rig.now += timedelta(days=20)
    late = await desk.try_step(ELSA, second, "complete", text="Llegó tarde")
    assert (late.status_code, late.json()["reason"]) == (409, "completed_late")
    second = await desk.step(ELSA, second, "close", reason="tacit", text="Acto 12")
    assert (second["state"], second["outcome"], second["light"]) == ("closed", "withdrawn", "green")


async def test_unanswered_documents_are_granted(desk: TicketDesk) -> None:
    """Positive silence starts the day after, with copies within three days (Ley 1437 de 2011, art. 14, numeral 1)."""
    ticket = await desk.file_ticket(theme="renovacion", subtheme="pasos", outcome="escalated")
    assert (ticket["term"]["legal_kind"], ticket["due_on"]) == ("information", "2027-01-29")
    desk.rig.now += timedelta(days=15)
    overdue = await desk.read_ticket(ELSA, ticket["number"])
    assert (overdue["light"], overdue["term"]["breached"]) == ("overdue", True)
    assert overdue["term"]["silence"] == {"granted_on": "2027-01-30", "copies_by": "2027-02-03"}


async def test_another_authority_gets_it(desk: TicketDesk) -> None:
    """The petition is forwarded within five days, with its basis, and the ticket is closed here."""
    ticket = await desk.file_ticket(ELSA)
    ticket = await desk.step(ELSA, ticket, "transfer", authority="Ministerio de Educación", text="Es de su competencia")
    assert (ticket["state"], ticket["outcome"]) == ("closed", "transferred")
    (envelope,) = await desk.journaled_facts("TicketTransferred")
    assert (envelope.fact.forward_by, envelope.fact.late) == ("2027-01-22", False)  # type: ignore[union-attr]


async def test_a_reopened_ticket_counts_as_open(desk: TicketDesk) -> None:
    """The ticket is in the inbox again, with its old last day."""
    ticket = await desk.file_ticket(outcome="answered", answer="Listo")
    assert (ticket["status"], ticket["outcome"]) == ("closed", "first_contact")
    again = await desk.step(LEAD, ticket, "reopen", text="No era eso")
    assert (again["status"], again["owner"], again["due_on"]) == ("open", None, ticket["due_on"])
    assert await desk.ticket_numbers(ELSA, box="tier") == [ticket["number"]]
    assert date.fromisoformat(again["due_on"]) == date(2027, 2, 5)
