"""A petition filed outside a call: exact receipt, business date, annexes, mandate of a representative, preview."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
import pypdf
import pytest

from config.law.term_rules import ReceiptCut
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.ticket_desk import CREDIT, ELSA, TicketDesk, replay

pytestmark = pytest.mark.integration
BOSS = "coordinador:jefa"
FRIDAY_EVENING = "2026-11-20T18:30:00-05:00"
LETTER: dict[str, Any] = {"channel": "letter", "received_at": FRIDAY_EVENING, "petitioner": {"name": "Luz Beltrán"}}
MANDATE = {"kind": "attorney", "document": "Poder del 3 de noviembre, Notaría 4", "expires_on": "2027-01-31"}
REPRESENTED = {**LETTER, "representative": {"name": "Iván Duarte", "document": "CC 79100200"}, "mandate": MANDATE}


def with_receipt_cuts(desk: TicketDesk, *cuts: ReceiptCut) -> TicketDesk:
    """Give the desk's site these rules for petitions out of hours, and no others."""
    rules = msgspec.structs.replace(desk.rig.site.terms, receipt_cuts=cuts)
    state = desk.rig.app.state
    state.context = replace(state.context, site=msgspec.structs.replace(state.context.site, terms=rules))
    return desk


@pytest.fixture
def cut(desk: TicketDesk) -> TicketDesk:
    """Return a desk whose site counts petitions from 5 p. m. on as received on the next business day."""
    return with_receipt_cuts(desk, ReceiptCut(since=date(2026, 1, 1), closes_at=time(17)))


async def receipt_text(desk: TicketDesk, number: str) -> str:
    """Return the text of the receipt, in one line."""
    answer = await desk.ask(BOSS, "GET", f"/tickets/{number}/receipt")
    assert answer.status_code == 200, answer.text
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


async def test_the_term_runs_from_the_business_date(cut: TicketDesk) -> None:
    """A letter of Friday evening counts as received on Monday; its exact receipt stays, and the receipt says both."""
    desk = cut
    ticket = await desk.file_ticket(ELSA, **LETTER)
    assert (ticket["channel"], ticket["verbal"]) == ("letter", False)
    assert ticket["term"]["received_at"] == "2026-11-20T23:30:00Z"
    assert (ticket["term"]["received_on"], ticket["due_on"]) == ("2026-11-23", "2026-12-15")
    text = await receipt_text(desk, ticket["number"])
    assert "viernes 20 de noviembre de 2026, 6:30 p. m." in text
    assert "se entiende recibida el lunes 23 de noviembre de 2026" in text
    (envelope,) = await desk.journaled_facts("TicketTermBegan")
    fact: Any = envelope.fact
    assert (fact.received_on, fact.filed_on) == ("2026-11-20", "2026-11-23")


async def test_the_preview_says_what_the_filing_will(cut: TicketDesk) -> None:
    """The preview has the same dates as the ticket that is filed then, and stores nothing."""
    query = {**CREDIT, "channel": "letter", "received_at": FRIDAY_EVENING}
    answer = await cut.ask(ELSA, "GET", "/filing-preview", params=query)
    assert answer.status_code == 200, answer.text
    preview = answer.json()
    assert (preview["received_on"], preview["filed_on"], preview["out_of_hours"]) == ("2026-11-20", "2026-11-23", True)
    assert (preview["due_on"], preview["days"]) == ("2026-12-15", 15)
    assert await cut.ticket_numbers(BOSS) == []
    assert (await cut.file_ticket(ELSA, **LETTER))["due_on"] == preview["due_on"]


async def test_a_receipt_in_the_future_or_stated_twice_is_refused(desk: TicketDesk) -> None:
    """The moment of receipt is not later than now, and the day is not stated besides."""
    for form in ({"received_at": "2031-01-02T10:00:00-05:00"}, {**LETTER, "received_on": "2026-11-20"}):
        answer = await desk.file(ELSA, **{**CREDIT, **form})
        assert (answer.status_code, answer.json()["code"]) == (400, "received_wrong")


async def test_without_a_rule_the_day_of_receipt_counts(desk: TicketDesk) -> None:
    """Without a rule for out of hours, a letter of Friday evening counts from Friday."""
    with_receipt_cuts(desk)
    ticket = await desk.file_ticket(ELSA, **LETTER)
    assert (ticket["term"]["received_on"], ticket["due_on"]) == ("2026-11-20", "2026-12-14")
    assert "fuera de horario" not in await receipt_text(desk, ticket["number"])


async def test_a_coordinator_files_into_the_inbox_of_the_written_channel(desk: TicketDesk) -> None:
    """A petition that a coordinator files has no owner and waits in the inbox of the written channel."""
    ticket = await desk.file_ticket(BOSS, **LETTER)
    assert (ticket["tier"], ticket["owner"], ticket["state"]) == (2, None, "received")
    assert await desk.ticket_numbers(ELSA, box="tier") == [ticket["number"]]


async def test_the_receipt_lists_the_annexes_when_it_is_sent(desk: TicketDesk) -> None:
    """The annexes noted at the filing are in the receipt that the mail encloses, and are stored encrypted."""
    await desk.file_ticket(ELSA, **LETTER, email="luz@example.com", annexes=["cedula.pdf", "Certificado de estudios"])
    ((_, message),) = await sent_messages(desk, "ticket_filed")
    assert "Luz Beltrán" in plain_text(message)
    (attached,) = message.iter_attachments()
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(attached.get_content())).pages)
    assert "cedula.pdf" in text
    assert "Certificado de estudios" in text
    assert b"Certificado" not in await desk.bytes_of("ticket")


async def test_a_mandate_is_checked_before_the_answer_leaves(desk: TicketDesk) -> None:
    """A petition of an attorney is filed at once; its answer is sent only after the power of attorney was checked."""
    ticket = await desk.file_ticket(ELSA, **REPRESENTED, email="ivan@example.com")
    assert ticket["mandate"] == {
        **{"kind": "attorney", "kind_name": "Apoderado", "document": MANDATE["document"], "scope": None},
        **{"expires_on": "2027-01-31", "result": None, "result_name": "Sin revisar", "until": None},
    }
    assert "Representado por (apoderado): Iván Duarte" in await receipt_text(desk, ticket["number"])
    response = next(iter(desk.rig.site.answers.types)) if desk.rig.site.answers else None
    ticket = await desk.step(ELSA, ticket, "answer", text="Sí, señor.", response=response)
    assert "send" not in ticket["steps"]
    refused = await desk.try_step(ELSA, ticket, "send")
    assert (refused.status_code, refused.json()["code"]) == (409, "step_not_possible")
    text = "Poder con presentación personal; faculta para pedir el estado de cuenta."
    ticket = await desk.step(ELSA, ticket, "check_mandate", result="sufficient", until="2027-01-31", text=text)
    assert (ticket["mandate"]["result"], ticket["mandate"]["until"]) == ("sufficient", "2027-01-31")
    ticket = await desk.step(ELSA, ticket, "send")
    assert ticket["state"] == "sending"
    number = ticket["number"]
    stored = replay(await desk.history(number))
    assert (stored.mandate, stored.mandate_until) == ("sufficient", date(2027, 1, 31))
    (envelope,) = await desk.journaled_facts("TicketMandateChecked")
    assert envelope.fact.result == "sufficient"  # type: ignore[union-attr]


async def test_sending_is_not_offered_on_an_expired_mandate(desk: TicketDesk) -> None:
    """After the last day of the document the answer waits for another check, and the page offers that one."""
    ticket = await desk.step(ELSA, await desk.file_ticket(ELSA, **REPRESENTED), "answer", text="Sí", response="accede")
    text = {"text": "Poder con presentación personal."}
    ticket = await desk.step(ELSA, ticket, "check_mandate", result="sufficient", until="2027-01-31", **text)
    assert "send" in ticket["steps"]
    desk.rig.now = datetime(2027, 2, 1, 15, tzinfo=UTC)
    ticket = await desk.read_ticket(ELSA, ticket["number"])
    assert ("send" in ticket["steps"], "check_mandate" in ticket["steps"]) == (False, True)
    assert (await desk.try_step(ELSA, ticket, "send")).json()["code"] == "step_not_possible"
    assert "send" in (await desk.step(ELSA, ticket, "check_mandate", result="sufficient", **text))["steps"]


async def test_an_expired_or_unneeded_mandate_is_refused(desk: TicketDesk) -> None:
    """An expired document does not suffice; without a mandate there is nothing to check; a mandate needs a person."""
    ticket = await desk.file_ticket(ELSA, **REPRESENTED)
    late = await desk.try_step(ELSA, ticket, "check_mandate", result="sufficient", until="2020-01-01", text="x")
    assert (late.status_code, late.json()["code"]) == (409, "step_not_possible")
    plain = await desk.file_ticket(ELSA, **LETTER)
    assert "check_mandate" not in plain["steps"]
    alone = await desk.file(ELSA, **{**CREDIT, **LETTER, "mandate": MANDATE})
    assert (alone.status_code, alone.json()["code"]) == (400, "mandate_without_representative")
    answered = await desk.file(ELSA, **{**CREDIT, **REPRESENTED, "outcome": "answered", "answer": "Sí."})
    assert (answered.status_code, answered.json()["code"]) == (409, "mandate_not_checked")
