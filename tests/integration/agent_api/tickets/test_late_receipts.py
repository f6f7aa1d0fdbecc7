"""A paper that is filed after its term: no message to the petitioner promises a day in the past."""

import io
from typing import Any

import pypdf
import pytest

from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.ticket_desk import ELSA, LEAD, TicketDesk

pytestmark = pytest.mark.integration

OVER = "El término que da la ley para responderle terminó"
LATE: dict[str, Any] = {"received_on": "2026-10-01", "channel": "written", "petitioner": {"name": "Luz Beltrán"}}


async def text_at(desk: TicketDesk, path: str) -> str:
    """Return the text of a PDF, in one line."""
    answer = await desk.ask(LEAD, "GET", path)
    assert answer.status_code == 200, answer.text
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages).split())


async def test_by_mail(desk: TicketDesk) -> None:
    """Message, receipt and the sentence to read aloud say when the term ended."""
    ticket = await desk.file_ticket(ELSA, **LATE, email="luz@example.com")
    assert ticket["due_spoken"].startswith(f"{OVER} el viernes 23 de octubre de 2026.")
    ((_, message),) = await sent_messages(desk, "ticket_filed")
    assert f"{OVER} el viernes 23 de octubre de 2026. Le pedimos disculpas" in plain_text(message)
    (attached,) = message.iter_attachments()
    enclosed = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(attached.get_content())).pages)
    for paper in (enclosed, await text_at(desk, f"/tickets/{ticket['number']}/receipt")):
        assert OVER in paper
        assert "a más tardar" not in paper
    assert "a más tardar" not in plain_text(message)


async def test_by_letter(desk: TicketDesk) -> None:
    """The letter says the same."""
    number = (await desk.file_ticket(ELSA, **LATE, address="Carrera 3 # 18-32, Mitú"))["number"]
    (letter,) = (await desk.ask(LEAD, "GET", f"/tickets/{number}/letters")).json()["letters"]
    text = await text_at(desk, f"/tickets/{number}/letters/{letter['id']}")
    assert f"{OVER} el viernes 23 de octubre de 2026." in text
    assert "a más tardar" not in text


async def test_the_answer_does_not_say_how_to_follow_up(desk: TicketDesk) -> None:
    """The letter with the answer, and a receipt made again after it, do not mention a follow-up."""
    ticket = await desk.file_ticket(ELSA, petitioner={"name": "Luz"}, address="Carrera 3 # 18-32, Mitú")
    mail = desk.rig.site.mail
    assert mail is not None
    assert mail.follow_up in await text_at(desk, f"/tickets/{ticket['number']}/receipt")
    response = next(iter(desk.rig.site.answers.types)) if desk.rig.site.answers else None
    ticket = await desk.step(ELSA, ticket, "answer", text="Sí, señora.", response=response)
    await desk.step(ELSA, ticket, "send")
    path = f"/tickets/{ticket['number']}/letters"
    letters = (await desk.ask(ELSA, "GET", path)).json()["letters"]
    (answer,) = (each for each in letters if each["template"] == "ticket_answered")
    text = await text_at(desk, f"{path}/{answer['id']}")
    assert "Sí, señora." in text
    assert mail.follow_up not in text
    form = {"carrier": "4-72", "guide": "RA123456789CO"}
    assert (await desk.ask(ELSA, "POST", f"{path}/{answer['id']}/dispatch", json=form)).status_code == 200
    copy = await text_at(desk, f"/tickets/{ticket['number']}/receipt")
    assert (mail.follow_up in copy, "a más tardar" in copy) == (False, False)
