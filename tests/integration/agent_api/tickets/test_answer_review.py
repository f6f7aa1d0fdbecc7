"""The answer of a ticket: previewed as it leaves, opened before it is accepted, and taken back before it leaves."""

from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from agent_api.mail.delivery.postman import Postman
from agent_api.mail.domain.send_result import Accepted
from agent_api.tickets.notifications.mail_handler import AnswerDeliveryHandler
from config.site.mail import UNDO_SECONDS
from eventlog.facts.tickets.ticket import TicketAnswerOpened
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import mail
from tests.integration.agent_api.tickets.test_notifications import Server
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.ticket_desk import DEPUTY, ELSA, ERIK, LEAD, TicketDesk, replay
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
ANSWER = "Sí.\n\nQuedó aplicado a su crédito."
Ticket = dict[str, Any]
CONTACT = {"petitioner": {"name": "Ñusta Quiñones"}, "email": "nusta@correo.example"}


async def _received(desk: TicketDesk, **form: Any) -> Ticket:
    return await desk.file_ticket(outcome="escalated", **form)


async def _ready(desk: TicketDesk, **form: Any) -> Ticket:
    return await desk.step(ELSA, await _received(desk, **form), "answer", text=ANSWER, response="accede")


async def _in_review(desk: TicketDesk) -> Ticket:
    await desk.hire(ELSA, DEPUTY)
    escalated = await desk.step(ELSA, await _received(desk), "escalate")
    return await desk.step(DEPUTY, escalated, "give_back", text="Va en comité")


async def _preview(desk: TicketDesk, ticket: Ticket, **body: Any) -> dict[str, Any]:
    answer = await desk.ask(ELSA, "POST", f"/tickets/{ticket['number']}/answer-preview", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def _run_postman(desk: TicketDesk, *, later: float) -> int:
    """Let the postman send what is due some seconds from now; return how many answers have been sent."""
    server = Server(Accepted(250, "2.0.0 ok"))
    postman = Postman(
        desk.rig.engine,
        SEALER,
        CAMPAIGN,
        transport=server,
        rules=lambda: desk.rig.site.mail,
        now=lambda: desk.rig.now + timedelta(seconds=later),
        follow=AnswerDeliveryHandler(SEALER),
    )
    await postman.run_once()
    return (await _answer_states(desk)).count("sent")


async def _answer_states(desk: TicketDesk) -> list[str]:
    async with read_connection(desk.rig.engine) as connection:
        query = select(mail.c.state).where(mail.c.template == "ticket_answered").order_by(mail.c.posted_at, mail.c.id)
        return list((await connection.execute(query)).scalars())


async def test_preview_is_the_mail_that_leaves(desk: TicketDesk) -> None:
    """The preview of an answer has the recipient, subject and text of the message that is sent, letter for letter."""
    ticket = await _received(desk, **CONTACT)
    preview = await _preview(desk, ticket, text=ANSWER)
    assert (preview["channel"], preview["to"], preview["pages"]) == ("email", ["nusta@correo.example"], [])
    assert await sent_messages(desk, "ticket_answered") == []
    ticket = await desk.step(ELSA, ticket, "answer", text=ANSWER, response="accede")
    assert (await _preview(desk, ticket)) == preview
    await desk.step(ELSA, ticket, "send")
    ((to, message),) = await sent_messages(desk, "ticket_answered")
    assert (to, str(message["Subject"])) == (preview["to"][0], preview["subject"])
    assert plain_text(message).replace("\r\n", "\n") == preview["text"]
    html = message.get_body(("html",))
    assert html is not None
    assert html.get_content().replace("\r\n", "\n") == preview["html"]


async def test_preview_of_a_letter_is_its_pages(desk: TicketDesk) -> None:
    """Without e-mail the preview shows the pages of the letter; without an address, those of the public notice."""
    letter = await _preview(desk, await _received(desk, address="Calle 9 # 4-20\nBogotá"), text=ANSWER)
    assert (letter["channel"], letter["html"]) == ("letter", None)
    assert letter["to"][1:] == ["Calle 9 # 4-20", "Bogotá"]
    assert [b64decode(each)[:8] for each in letter["pages"]] == [b"\x89PNG\r\n\x1a\n"]
    assert (await _preview(desk, await _received(desk), text=ANSWER))["channel"] == "notice"


async def test_preview_names_open_blanks_and_needs_a_text(desk: TicketDesk) -> None:
    """A blank of the template is named, and a ticket without an answer has no preview."""
    ticket = await _received(desk, **CONTACT)
    assert (await _preview(desk, ticket, text="Vale {{ valor }}."))["unfilled"] == ["valor"]
    refused = await desk.ask(ELSA, "POST", f"/tickets/{ticket['number']}/answer-preview", json={})
    assert (refused.status_code, refused.json()["code"]) == (400, "answer_missing")
    overseen = await desk.ask("interventoria:x", "POST", f"/tickets/{ticket['number']}/answer-preview", json={})
    assert overseen.status_code == 403


async def test_an_answer_is_not_accepted_before_it_was_opened(desk: TicketDesk) -> None:
    """Only the person who opened it may accept it; each round needs its own opening, reported once."""
    ticket = await _in_review(desk)
    assert ticket["state"] == "in_review"
    seen = await desk.read_ticket(ELSA, ticket["number"])
    assert (seen["answer_opened"], "accept" in seen["steps"]) == (False, False)
    refused = await desk.try_step(ELSA, ticket, "accept")
    assert (refused.status_code, refused.json()["code"]) == (409, "answer_not_opened")
    await desk.open_answer(LEAD, ticket["number"])
    assert (await desk.try_step(ELSA, ticket, "accept")).json()["code"] == "answer_not_opened"
    for _ in range(2):
        opened = await desk.open_answer(ELSA, ticket["number"])
    assert (opened["answer"], opened["round"], opened["files"]) == ("Va en comité", 1, [])
    assert opened["asked"] == seen["text"]
    facts = [each for each in await desk.journaled_facts("TicketAnswerOpened") if each.actor == "user:elsa"]
    assert [each.fact for each in facts] == [TicketAnswerOpened(ticket=ticket["number"], round=1)]
    back = await desk.step(ELSA, ticket, "send_back", text="Falta la fecha")
    again = await desk.step(DEPUTY, back, "give_back", text="El martes")
    assert (await desk.try_step(ELSA, again, "accept")).json()["code"] == "answer_not_opened"
    await desk.open_answer(ELSA, ticket["number"])
    assert (await desk.step(ELSA, again, "accept"))["answer_opened"] is None


async def test_nothing_to_open_is_said(desk: TicketDesk) -> None:
    """A ticket whose answer no area gave has nothing to open."""
    ticket = await _ready(desk)
    refused = await desk.ask(ELSA, "POST", f"/tickets/{ticket['number']}/answer-openings")
    assert (refused.status_code, refused.json()["code"]) == (409, "step_not_possible")


async def test_a_sending_is_undone_before_it_leaves(desk: TicketDesk) -> None:
    """The postman leaves the message for ten seconds; the undo is a step, and the corrected answer is sent once."""
    sending = await desk.step(ELSA, await _ready(desk, **CONTACT), "send")
    assert "undo_send" in sending["steps"]
    assert await _run_postman(desk, later=UNDO_SECONDS - 1) == 0
    assert "undo_send" not in (await desk.read_ticket(LEAD, sending["number"]))["steps"]
    undone = await desk.step(ELSA, sending, "undo_send")
    assert (undone["state"], undone["undo_until"], undone["answer"]) == ("ready", None, ANSWER)
    assert await _run_postman(desk, later=3600) == 0
    again = await desk.step(ELSA, await desk.step(ELSA, undone, "answer", text="Corregida."), "send")
    history = await desk.history(again["number"])
    assert replay(history).state == "sending"
    assert await _run_postman(desk, later=UNDO_SECONDS) == 1
    assert (await desk.read_ticket(ELSA, again["number"]))["state"] == "closed"
    assert sorted(await _answer_states(desk)) == ["cancelled", "sent"]
    entries = (await desk.ask(LEAD, "GET", f"/tickets/{again['number']}/history")).json()
    assert [each["step"] for each in entries["entries"]][-5:] == [
        "send",
        "undo_send",
        "answer",
        "send",
        "mail_accepted",
    ]
    assert "no salió: el envío se deshizo" in " ".join(each["told"] for each in entries["messages"])


async def test_an_undo_after_the_time_or_the_departure_changes_nothing(desk: TicketDesk) -> None:
    """Once a message is claimed it is not taken back, even within the time; after the time it never is."""
    sending = await desk.step(ELSA, await _ready(desk, **CONTACT), "send")
    assert await _run_postman(desk, later=UNDO_SECONDS) == 1
    late = await desk.try_step(ELSA, sending, "undo_send")
    assert late.status_code == 409
    second = await desk.step(ELSA, await _ready(desk, **CONTACT), "send")
    other = await desk.try_step(ERIK, second, "undo_send")
    assert (other.status_code, other.json()["code"]) == (403, "not_yours")
    desk.rig.now += timedelta(seconds=UNDO_SECONDS)
    late = await desk.try_step(ELSA, second, "undo_send")
    assert (late.status_code, late.json()["code"]) == (409, "step_not_possible")
    assert "undo_send" not in (await desk.read_ticket(ELSA, second["number"]))["steps"]


async def test_a_letter_whose_sending_was_undone_is_not_dispatched(desk: TicketDesk) -> None:
    """The letter stays in the list, and no carrier gets it."""
    sending = await desk.step(ELSA, await _ready(desk, address="Calle 9 # 4-20"), "send")
    await desk.step(ELSA, sending, "undo_send")
    path = f"/tickets/{sending['number']}/letters"
    letters = (await desk.ask(ELSA, "GET", path)).json()["letters"]
    (letter,) = [each for each in letters if each["template"] == "ticket_answered"]
    assert letter["state"] == "cancelled"
    form = {"carrier": "4-72", "guide": "RA1CO"}
    refused = await desk.ask(ELSA, "POST", f"{path}/{letter['id']}/dispatch", json=form)
    assert (refused.status_code, refused.json()["code"]) == (409, "letter_not_possible")


async def test_an_undo_that_the_postman_outran_changes_nothing(desk: TicketDesk) -> None:
    """A message that is leaving is not taken back: the step is refused whole, and the history stays as it was."""
    sending = await desk.step(ELSA, await _ready(desk, **CONTACT), "send")
    leaving = update(mail).where(mail.c.template == "ticket_answered").values(state="claimed", tries=1)
    async with unit_of_work(desk.rig.engine) as connection:
        await connection.execute(leaving)
    refused = await desk.try_step(ELSA, sending, "undo_send")
    assert (refused.status_code, refused.json()["reason"]) == (409, "message_left")
    assert (await desk.read_ticket(ELSA, sending["number"]))["version"] == sending["version"]
    assert await _answer_states(desk) == ["claimed"]
