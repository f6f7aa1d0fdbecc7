"""The petitioner gets a notice if a corrected typology moves the last day, once, and in no other case."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.agent_api.tickets.test_reclassifying import STEPS
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.ticket_desk import ANA, LEAD, TicketDesk

pytestmark = pytest.mark.integration
HER: dict[str, Any] = {"petitioner": {"name": "María Peña"}, "email": "maria@correo.example"}
WHY = "Pedía los pasos, la confundí yo"


async def foretold(desk: TicketDesk, ticket: dict[str, Any], topic: dict[str, str]) -> str | None:
    """Return the preview of the notice for another topic."""
    answer = await desk.ask(LEAD, "GET", f"/tickets/{ticket['number']}/reclassification", params=topic)
    assert answer.status_code == 200, answer.text
    body: str | None = answer.json()["told_by"]
    return body


async def messages(desk: TicketDesk, number: str) -> list[str]:
    """Return the messages in the history."""
    rows = (await desk.ask(LEAD, "GET", f"/tickets/{number}/history")).json()["messages"]
    return [each["told"] for each in rows]


async def test_new_last_day_is_mailed_once(desk: TicketDesk) -> None:
    """The mail has number, both topics and days, the law and a contact, no reason; a change back sends another."""
    ticket = await desk.file_ticket(**HER)
    assert await foretold(desk, ticket, STEPS) == "email"
    corrected = await desk.step(ANA, ticket, "reclassify", **STEPS, text=WHY)
    ((to, message),) = await sent_messages(desk, "term_corrected")
    assert to == "maria@correo.example"
    text = " ".join(plain_text(message).split())
    for phrase in (
        ticket["number"],
        "María Peña",
        "a más tardar el viernes 29 de enero de 2027, y no el viernes 5 de febrero de 2027",
        "numeral 1",
        "601 555 0100",
    ):
        assert phrase in text
    assert "confundí" not in text
    assert "Aviso del nuevo último día, por correo: espera para salir." in await messages(desk, ticket["number"])
    (fact,) = [each.fact for each in await desk.journaled_facts("MailPosted") if each.fact.template == "term_corrected"]
    assert fact.about == ticket["number"]
    again = await desk.try_step(ANA, ticket, "reclassify", **STEPS, text=WHY)
    assert (again.status_code, again.json()["code"]) == (409, "ticket_changed")
    assert len(await sent_messages(desk, "term_corrected")) == 1
    await desk.step(
        ANA,
        corrected,
        "reclassify",
        **{**STEPS, "theme": "credito_nuevo", "subtheme": "reconsideracion"},
        text="Sí era lo otro",
    )
    assert len(await sent_messages(desk, "term_corrected")) == 2


async def test_concurrent_corrections_write_once(desk: TicketDesk) -> None:
    """Both users read the same version, so there is one correction and one message."""
    ticket = await desk.file_ticket(**HER)
    requests = [desk.try_step(user, ticket, "reclassify", **STEPS, text=WHY) for user in (ANA, LEAD)]
    assert sorted(each.status_code for each in await asyncio.gather(*requests)) == [200, 409]
    assert len(await sent_messages(desk, "term_corrected")) == 1


async def test_petitioner_without_mail_gets_letter(desk: TicketDesk) -> None:
    """The letter waits among the ticket's letters for printing."""
    ticket = await desk.file_ticket(address="Carrera 3 # 18-32\nMitú, Vaupés")
    assert await foretold(desk, ticket, STEPS) == "letter"
    await desk.step(ANA, ticket, "reclassify", **STEPS, text=WHY)
    letters = (await desk.ask(LEAD, "GET", f"/tickets/{ticket['number']}/letters")).json()["letters"]
    assert "term_corrected" in [each["template"] for each in letters]
    sentence = "Aviso del nuevo último día, por carta: por entregar a la mensajería."
    assert sentence in await messages(desk, ticket["number"])


async def test_no_notice_without_address_or_new_day(desk: TicketDesk) -> None:
    """An anonymous petition and one whose last day stays get no notice."""
    anonymous = await desk.file_ticket()
    assert await foretold(desk, anonymous, STEPS) is None
    await desk.step(ANA, anonymous, "reclassify", **STEPS, text=WHY)
    assert await messages(desk, anonymous["number"]) == []
    same_law = {"kind": "solicitud", "theme": "renovacion", "subtheme": "aplazamiento"}
    hers = await desk.file_ticket(**HER)
    assert await foretold(desk, hers, same_law) is None
    after = await desk.step(ANA, hers, "reclassify", **same_law, text=WHY)
    assert after["due_on"] == hers["due_on"]
    assert await sent_messages(desk, "term_corrected") == []


async def test_of_a_day_that_is_over_nothing_is_promised(desk: TicketDesk) -> None:
    """After a late correction the letter says that the day has passed, and that the answer is owed."""
    ticket = await desk.file_ticket(**HER)
    desk.rig.now += timedelta(days=18)
    await desk.step(ANA, ticket, "reclassify", **STEPS, text=WHY)
    ((_, message),) = await sent_messages(desk, "term_corrected")
    text = " ".join(plain_text(message).split())
    assert "viernes 29 de enero de 2027, y ya pasó" in text
    assert "a más tardar" not in text
