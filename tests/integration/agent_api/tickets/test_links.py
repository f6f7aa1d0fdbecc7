"""Linked tickets: duplicates and follow-ups, seen from both sides, and one answer for several of them."""

from typing import Any

import pytest
from sqlalchemy import update

from eventlog.facts.tickets.ticket import TicketAnsweredJointly, TicketLinked, TicketUnlinked
from storage.postgres.engine import unit_of_work
from storage.tables import mail
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.ticket_desk import ANA, DEPUTY, ELSA, ERIK, LAWYER, TicketDesk

pytestmark = pytest.mark.integration
Ticket = dict[str, Any]
ANSWER = {"text": "Quedó aplicado.", "response": "accede"}


async def _received(desk: TicketDesk, who: str = "ana", **more: Any) -> Ticket:
    form = {"petitioner": {"name": who.title()}, "email": f"{who}@correo.example"}
    return await desk.file_ticket(outcome="escalated", **form, **more)


async def _linked(desk: TicketDesk, kind: str = "duplicate") -> tuple[Ticket, Ticket]:
    """Return a ticket to answer and another one that is linked to it."""
    first, second = await _received(desk, "ana"), await _received(desk, "luis")
    second = await desk.step(ELSA, second, "link", number=first["number"], kind=kind)
    return await desk.read_ticket(ELSA, first["number"]), second


def _joint(*tickets: Ticket) -> list[dict[str, Any]]:
    return [{"number": each["number"], "version": each["version"]} for each in tickets]


async def test_both_tickets_show_the_link(desk: TicketDesk) -> None:
    """Each one says what it is to the other; the fact names both; removed from either side, it is gone from both."""
    first, second = await _linked(desk)
    (out,), (into,) = second["links"], first["links"]
    assert (out["number"], out["direction"], out["sentence"]) == (
        first["number"],
        "out",
        f"Repite el radicado {first['number']}",
    )
    assert (into["direction"], into["sentence"]) == ("in", f"Lo repite el radicado {second['number']}")
    assert out["joint"]
    (fact,) = [each.fact for each in await desk.journaled_facts("TicketLinked")]
    assert fact == TicketLinked(ticket=second["number"], other=first["number"], kind="duplicate")
    twice = await desk.try_step(ELSA, first, "link", number=second["number"], kind="follow_up")
    assert (twice.status_code, twice.json()["code"]) == (409, "link_not_possible")
    first = await desk.step(ELSA, first, "unlink", number=second["number"])
    assert (first["links"], "unlink" in first["steps"]) == ([], False)
    assert (await desk.read_ticket(ELSA, second["number"]))["links"] == []
    (fact,) = [each.fact for each in await desk.journaled_facts("TicketUnlinked")]
    assert fact == TicketUnlinked(ticket=first["number"], other=second["number"])


async def test_refused_link_says_why(desk: TicketDesk) -> None:
    """A ticket is not linked to itself, nor to one that the user may not see, nor to a misread number."""
    await desk.hire(ELSA, LAWYER)
    first, second = await _received(desk), await _received(desk)
    for number, code in (
        (first["number"], "link_not_possible"),
        ("2027-000009-9", "number_misread"),
        ("no es", "number_misread"),
    ):
        refused = await desk.try_step(ELSA, first, "link", number=number, kind="duplicate")
        assert refused.json()["code"] == code, number
    away = await desk.step(ELSA, second, "escalate", area="fondos")
    hidden = await desk.try_step(ERIK, first, "link", number=away["number"], kind="duplicate")
    assert hidden.json()["code"] == "not_found"
    missing = await desk.try_step(ELSA, first, "unlink", number=second["number"])
    assert (missing.status_code, missing.json()["code"]) == (404, "link_unknown")


async def test_linked_tickets_that_one_may_not_see_are_not_listed(desk: TicketDesk) -> None:
    """Neither the linked ticket nor its number shows to a person who may not read it."""
    await desk.hire(ELSA, DEPUTY)
    first, second = await _linked(desk, "follow_up")
    assert not second["links"][0]["joint"]
    await desk.step(ELSA, first, "escalate")
    assert (await desk.read_ticket(DEPUTY, first["number"]))["links"] == []
    assert len((await desk.read_ticket(ANA, first["number"]))["links"]) == 1


async def test_joint_answer_reaches_each_petitioner_about_their_own_number(desk: TicketDesk) -> None:
    """One act answers and sends both; each message has its own number only, and each history tells it."""
    first, second = await _linked(desk)
    first = await desk.step(ELSA, first, "answer", **ANSWER)
    sent = await desk.step(ELSA, first, "send", joint=_joint(second))
    other = await desk.read_ticket(ELSA, second["number"])
    assert (sent["state"], other["state"], other["answer"], other["response"]) == (
        "sending",
        "sending",
        "Quedó aplicado.",
        "accede",
    )
    messages = dict(await sent_messages(desk, "ticket_answered"))
    for to, own, foreign in (("ana", sent, other), ("luis", other, sent)):
        text = plain_text(messages[f"{to}@correo.example"])
        assert own["number"] in text
        assert foreign["number"] not in text
    (fact,) = [each.fact for each in await desk.journaled_facts("TicketAnsweredJointly")]
    assert fact == TicketAnsweredJointly(ticket=other["number"], joint_with=sent["number"])
    assert [type(each.step).__name__ for each in await desk.history(other["number"])][-3:] == [
        "Link",
        "Answer",
        "Send",
    ]


async def test_joint_sending_is_undone_as_one(desk: TicketDesk) -> None:
    """The undo takes both answers back, or neither."""
    first, second = await _linked(desk)
    first = await desk.step(ELSA, first, "answer", **ANSWER)
    first = await desk.step(ELSA, first, "send", joint=_joint(second))
    undone = await desk.step(ELSA, first, "undo_send")
    other = await desk.read_ticket(ELSA, second["number"])
    assert (undone["state"], other["state"]) == ("ready", "ready")
    assert len(await desk.journaled_facts("MailCancelled")) == 2


async def test_an_answer_sent_again_on_its_own_is_not_taken_back_with_the_other(desk: TicketDesk) -> None:
    """A ticket whose joint sending was undone and that was sent again alone stays sent."""
    first, second = await _linked(desk)
    first = await desk.step(ELSA, await desk.step(ELSA, first, "answer", **ANSWER), "send", joint=_joint(second))
    alone = await desk.step(ELSA, await desk.read_ticket(ELSA, second["number"]), "undo_send")
    await desk.step(ELSA, alone, "send")
    await desk.step(ELSA, first, "undo_send")
    assert (await desk.read_ticket(ELSA, second["number"]))["state"] == "sending"


async def test_joint_sending_of_which_one_message_left_is_not_undone(desk: TicketDesk) -> None:
    """If one message is leaving, none is taken back."""
    first, second = await _linked(desk)
    first = await desk.step(ELSA, await desk.step(ELSA, first, "answer", **ANSWER), "send", joint=_joint(second))
    of_second = mail.c.template == "ticket_answered", mail.c.about == second["number"]
    async with unit_of_work(desk.rig.engine) as connection:
        await connection.execute(update(mail).where(*of_second).values(state="claimed", tries=1))
    refused = await desk.try_step(ELSA, first, "undo_send")
    assert (refused.status_code, refused.json()["code"]) == (409, "step_not_possible")
    assert (await desk.read_ticket(ELSA, first["number"]))["state"] == "sending"
    assert await desk.journaled_facts("MailCancelled") == []


async def test_joint_answer_that_one_ticket_cannot_get_is_sent_to_none(desk: TicketDesk) -> None:
    """A follow-up, a changed ticket, a ticket at an area and one of a colleague stop the whole sending."""
    await desk.hire(ELSA, ERIK, DEPUTY)
    first, follow_up = await _linked(desk, "follow_up")
    taken, changed, away = [await _received(desk) for _ in range(3)]
    taken, changed, away = [
        await desk.step(ELSA, each, "link", number=first["number"], kind="duplicate") for each in (taken, changed, away)
    ]
    taken = await desk.step(ERIK, taken, "take")
    await desk.step(ELSA, changed, "note", text="Otra cosa")
    away = await desk.step(ELSA, away, "escalate")
    first = await desk.step(ELSA, await desk.read_ticket(ELSA, first["number"]), "answer", **ANSWER)
    for other in (follow_up, taken, changed, away):
        refused = await desk.try_step(ELSA, first, "send", joint=_joint(other))
        assert (refused.status_code, refused.json()["code"]) == (409, "joint_answer_not_possible"), refused.text
        assert refused.json()["number"] == other["number"]
    assert await sent_messages(desk, "ticket_answered") == []
    assert (await desk.read_ticket(ELSA, first["number"]))["state"] == "ready"


async def test_representative_without_sufficient_mandate_gets_no_joint_answer(desk: TicketDesk) -> None:
    """The link says so beforehand, and the sending names the ticket; once its mandate suffices, both are sent."""
    acting = {"representative": {"name": "Iván Duarte"}, "mandate": {"kind": "attorney", "document": "Poder"}}
    first, second = await _received(desk), await _received(desk, "luis", **acting)
    second = await desk.step(ELSA, second, "link", number=first["number"], kind="duplicate")
    first = await desk.step(ELSA, await desk.read_ticket(ELSA, first["number"]), "answer", **ANSWER)
    for result in ("unchecked", "insufficient"):
        if result != "unchecked":
            second = await desk.step(ELSA, second, "check_mandate", result=result, text="El poder no dice para qué.")
        first = await desk.read_ticket(ELSA, first["number"])
        assert [each["joint"] for each in first["links"]] == [False], result
        refused = await desk.try_step(ELSA, first, "send", joint=_joint(second))
        assert (refused.status_code, refused.json()["code"]) == (409, "joint_answer_not_possible"), refused.text
        assert refused.json()["number"] == second["number"]
    second = await desk.step(ELSA, second, "check_mandate", result="sufficient", text="Llegó el poder completo.")
    first = await desk.read_ticket(ELSA, first["number"])
    assert first["links"][0]["joint"]
    await desk.step(ELSA, first, "send", joint=_joint(second))
    assert (await desk.read_ticket(ELSA, second["number"]))["state"] == "sending"
