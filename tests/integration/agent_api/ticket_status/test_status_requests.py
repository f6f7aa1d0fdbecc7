"""The status of any petition for an advisor: the check before it, the answer, and the log's record."""

import asyncio

import pytest

from agent_api.tickets.domain.numbers import FilingNumber
from eventlog.facts import TicketStatusRead, TicketStatusRefused
from tests.support.desks.status_desk import CALL, PETITIONER, StatusDesk
from tests.support.desks.ticket_desk import ELSA

pytestmark = pytest.mark.integration
UNKNOWN = str(FilingNumber(2026, 9999))
SECRETS = (b"52900101", b"52.900.101", b"Ana Belt", b"ana.beltran")


async def test_number_and_document_open_the_state(desk: StatusDesk) -> None:
    """Another advisor's petition opens without a verified caller; no name, text or document is in the answer."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    body = await desk.status(ticket["number"].replace("-", " "), "1.098.900.107")
    assert body == {"result": "no_match", "attempts_left": 2, "status": None}
    body = await desk.status(ticket["number"], "52.900.101")
    status = body["status"]
    assert (body["result"], status["number"], status["state"], status["whole"]) == (
        "read",
        ticket["number"],
        "received",
        True,
    )
    assert status["state_name"] == "En estudio, en el canal escrito"
    assert status["due_on"] == ticket["due_on"]
    assert any(each.startswith("Le responderemos a más tardar el") for each in status["sentences"])
    for secret in ("Beltrán", "52900101", "52.900", "ana.beltran", ticket["text"]):
        assert secret not in str(status)


async def test_each_reading_is_a_fact_and_stands_in_both_stories(desk: StatusDesk) -> None:
    """The fact is in the timelines of the call and of the ticket, and the caller's answer is not stored."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    await desk.status(ticket["number"], "99")
    await desk.status(ticket["number"], "CC 52900101")
    (read,) = await desk.journaled_facts("TicketStatusRead")
    (refused,) = await desk.journaled_facts("TicketStatusRefused")
    assert (read.call_id, read.actor, read.fact) == (
        CALL,
        "advisor:asesor1",
        TicketStatusRead(ticket=ticket["number"], state="received", grounds="document"),
    )
    assert refused.fact == TicketStatusRefused(ticket=ticket["number"], reason="no_match", attempts_left=2)
    call = (await desk.ask("supervisor:sara", "GET", f"/calls/{CALL}")).json()
    sentences = [each["sentence"] for each in call["timeline"]]
    assert f"Se leyó el estado del radicado {ticket['number']}, con el documento de quien la presentó." in sentences
    history = (await desk.ask(ELSA, "GET", f"/tickets/{ticket['number']}/history")).json()
    assert [each["told"] for each in history["readings"]] == [
        "preguntó cómo va y no se le mostró: el número y el documento no corresponden",
        "leyó cómo va, con el documento de quien la presentó",
    ]
    stored = b"".join([await desk.bytes_of(each) for each in ("ticket_status_check", "journal", "outbox")])
    assert not any(each in stored for each in SECRETS)


async def test_wrong_check_digit_uses_up_no_attempt(desk: StatusDesk) -> None:
    """The check digit shows it before any search."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    wrong = f"{ticket['number'][:-1]}{(int(ticket['number'][-1]) + 1) % 10}"
    assert await desk.status_refusal(wrong, "52900101") == (400, "number_misread")
    terms = (await desk.ask("asesor1", "GET", f"/calls/{CALL}/ticket-status")).json()
    assert terms == {"check": "petitioner_document", "attempts_left": 3}


async def test_unknown_number_gets_answer_of_wrong_document(desk: StatusDesk) -> None:
    """An unknown number gets the answer of a wrong document; then even the right document fails on this call."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    number = ticket["number"]
    unknown = await desk.status(UNKNOWN, "52900101")
    wrong = await desk.status(number, "99")
    assert ({**unknown, "attempts_left": 0}, unknown["attempts_left"]) == ({**wrong, "attempts_left": 0}, 2)
    assert (await desk.status(number, ""))["attempts_left"] == 0
    assert await desk.status_refusal(number, "52900101") == (409, "ticket_status_closed")
    reasons = [each.fact.reason for each in await desk.journaled_facts("TicketStatusRefused")]
    assert reasons == ["no_match", "no_match", "no_match", "closed"]
    await desk.talk("b", "asesor2")
    assert (await desk.status(number, "52900101", call="b", user="asesor2"))["result"] == "read"


async def test_two_at_once_have_no_more_attempts_than_one(desk: StatusDesk) -> None:
    """The call is locked while a pair is checked."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    await asyncio.gather(*(desk.status_refusal(ticket["number"], str(each)) for each in range(6)))
    assert await desk.rows("ticket_status_check") == 3


async def test_of_an_anonymous_petition_state_and_last_day_alone(desk: StatusDesk) -> None:
    """No caller can prove to be its author, and a site may close even that."""
    ticket = await desk.file_ticket(ELSA, email="alguien@ejemplo.com")
    status = (await desk.status(ticket["number"]))["status"]
    assert (status["whole"], len(status["sentences"]), status["due_on"]) == (False, 2, ticket["due_on"])
    (read,) = await desk.journaled_facts("TicketStatusRead")
    assert read.fact == TicketStatusRead(ticket=ticket["number"], state="received", grounds="number")
    desk.set_status_rules(without_document="nothing")
    assert (await desk.status(ticket["number"]))["result"] == "no_match"


async def test_a_representative_may_say_either_document(desk: StatusDesk) -> None:
    """The petitioner's and the representative's own both belong to the petition."""
    speaks = {"name": "Luis Rojas", "document": "CC 79900102"}
    mandate = {"kind": "attorney", "document": "Poder, Notaría 4"}
    petitioner = {**PETITIONER["petitioner"], "representative": speaks}
    ticket = await desk.file_ticket(ELSA, petitioner=petitioner, mandate=mandate)
    for document in ("79.900.102", "52900101"):
        assert (await desk.status(ticket["number"], document))["result"] == "read"


async def test_a_registered_customers_document_counts_where_the_petition_says_none(desk: StatusDesk) -> None:
    """The record has the document."""
    await desk.add_customer("c1", "Ana Beltrán", "+573001112201", document="52900101")
    ticket = await desk.file_ticket(ELSA, customer_id="c1")
    assert (await desk.status(ticket["number"], "99"))["result"] == "no_match"
    assert (await desk.status(ticket["number"], "52.900.101"))["status"]["whole"]


async def test_the_verified_customers_own_petitions_need_no_second_check(desk: StatusDesk) -> None:
    """No check is needed even after all attempts; another customer's petition needs it."""
    await desk.add_customer("c1", "Ana Beltrán", "+573001112201", document="52900101")
    await desk.add_customer("c2", "Luis Rojas", "+573001112202", document="79900102")
    own = await desk.file_ticket(ELSA, customer_id="c1")
    other = await desk.file_ticket(ELSA, customer_id="c2")
    desk.verified[CALL] = "c1"
    for _ in range(3):
        assert (await desk.status(other["number"]))["result"] == "no_match"
    assert await desk.status_refusal(other["number"], "79900102") == (409, "ticket_status_closed")
    assert (await desk.status(own["number"]))["status"]["whole"]
    (read,) = await desk.journaled_facts("TicketStatusRead")
    assert read.fact == TicketStatusRead(ticket=own["number"], state="received", grounds="identity")


async def test_a_site_may_ask_for_the_number_alone(desk: StatusDesk) -> None:
    """With that setting a caller with the number hears all of it."""
    desk.set_status_rules(check="none")
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    assert (await desk.status(ticket["number"]))["status"]["whole"]
    assert (await desk.ask("asesor1", "GET", f"/calls/{CALL}/ticket-status")).json()["check"] == "none"


async def test_only_with_the_call_at_hand(desk: StatusDesk) -> None:
    """Another advisor's call and an ended one are refused, and other roles have no call."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    assert await desk.status_refusal(ticket["number"], "52900101", user="asesor2") == (404, "call_not_yours")
    assert (await desk.status_refusal(ticket["number"], "52900101", user=ELSA))[0] == 403
    await desk.hang_up(CALL)
    await desk.campaign_rig.router.complete("asesor1")
    assert await desk.status_refusal(ticket["number"], "52900101") == (409, "call_not_at_hand")


async def test_status_names_missing_items_and_address_of_answer(desk: StatusDesk) -> None:
    """The answer has the words that the petitioner received, with a masked address."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    await desk.step(ELSA, ticket, "ask_completion", text="Copia de la cédula por ambos lados.")
    status = (await desk.status(ticket["number"], "52900101"))["status"]
    assert status["sentences"][-1] == "Lo que falta: Copia de la cédula por ambos lados."
    answered = await desk.file_ticket(ELSA, **PETITIONER)
    answered = await desk.step(ELSA, answered, "answer", text="Ya se corrigió.", response="corrige")
    await desk.step(ELSA, answered, "send")
    status = (await desk.status(answered["number"], "52900101"))["status"]
    assert status["sentences"][-1] == "La respuesta está por salir por correo electrónico a a***@ejemplo.com."
    assert "Ya se corrigió" not in str(status)
