"""Offered steps: each offered step is accepted, in each state and for each role."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import delete

from agent_api.customers import store as customers
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.record import CustomerRecord
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.tickets import store
from agent_api.tickets.links import store as links
from agent_api.tickets.links.store import StoredLink
from agent_api.tickets.notifications.answer_delivery import close_delivered
from agent_api.tickets.store import FiledTicket
from storage.postgres.engine import unit_of_work
from storage.tables import ticket_entry, ticket_link
from tests.support.desks.ticket_desk import ANA, DEPUTY, ELSA, ERIK, LAWYER, LEAD, TicketDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration

CUSTOMER = "clienta-de-prueba"
COORDINATOR, QUALITY, OVERSEER = "coordinador:jefa", "calidad:celia", "interventoria:ines"
PEOPLE = (ANA, ELSA, ERIK, DEPUTY, LAWYER, LEAD, COORDINATOR, QUALITY, OVERSEER)
ANOTHER_TOPIC = {"kind": "queja", "theme": "trato", "subtheme": "asesor_telefonico"}
OTHERS = ("2027-000001-7", "2027-000002-5")
"""Tickets that everyone with a step to take can read, and link theirs to."""
Ticket = dict[str, Any]
Make = Callable[[TicketDesk], Awaitable[Ticket]]


@pytest.fixture
async def staffed(desk: TicketDesk) -> TicketDesk:
    """Open a desk where all users have signed in, and that knows a customer."""
    await desk.hire(*PEOPLE)
    record = CustomerRecord(name="Ñusta Quiñones", document=Document("CC", "52900777"))
    async with unit_of_work(desk.rig.engine) as connection:
        await customers.add_records(connection, CustomerCipher(SEALER, CAMPAIGN), {CUSTOMER: record}, desk.rig.now)
    for number in OTHERS:
        other = await _in_review(desk)
        assert other["number"] == number
    return desk


async def _filed(desk: TicketDesk) -> Ticket:
    return await desk.file_ticket()


async def _received(desk: TicketDesk) -> Ticket:
    return await desk.file_ticket(outcome="escalated")


async def _tied(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _received(desk), "tie", customer_id=CUSTOMER)


async def _taken(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _received(desk), "take")


async def _extended(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _received(desk), "extend", until="2027-02-10", text="Falta un concepto")


async def _with_an_official(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _received(desk), "escalate")


async def _in_the_area(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _received(desk), "escalate", area="fondos")


async def _in_review(desk: TicketDesk) -> Ticket:
    return await desk.step(DEPUTY, await _with_an_official(desk), "give_back", text="Va en comité")


async def _opened(desk: TicketDesk) -> Ticket:
    in_review = await _in_review(desk)
    await desk.open_answer(ELSA, in_review["number"])
    return await desk.read_ticket(ELSA, in_review["number"])


async def _linked(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _received(desk), "link", number=OTHERS[0], kind="duplicate")


async def _urgent(desk: TicketDesk) -> Ticket:
    """File a petition that a representative signs, with a priority and a term of an authority."""
    due_at = (desk.rig.now + timedelta(hours=48)).isoformat()
    return await desk.file_ticket(
        ELSA,
        channel="letter",
        petitioner={"name": "Luz Beltrán"},
        representative={"name": "Iván Duarte"},
        mandate={"kind": "attorney", "document": "Poder, Notaría 4"},
        priority={"reason": "journalist", "evidence": "Carné de prensa"},
        authority={"kind": "tutela", "due_at": due_at, "reference": "Juzgado 3 Civil"},
    )


async def _ready(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _received(desk), "answer", text="Sí")


async def _typified(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _ready(desk), "typify", response="accede")


async def _sending(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _typified(desk), "send")


async def _incomplete(desk: TicketDesk) -> Ticket:
    return await desk.step(ELSA, await _received(desk), "ask_completion", text="Falta la firma")


async def _answered(desk: TicketDesk) -> Ticket:
    sent = await _sending(desk)
    async with unit_of_work(desk.rig.engine) as connection:
        await close_delivered(connection, CAMPAIGN, sent["number"], desk.rig.now)
    return await desk.read_ticket(ELSA, sent["number"])


STATES: dict[str, Make] = {
    "filed": _filed,
    "received": _received,
    "tied": _tied,
    "linked": _linked,
    "urgent": _urgent,
    "taken": _taken,
    "extended": _extended,
    "with an official": _with_an_official,
    "in the area": _in_the_area,
    "in review": _in_review,
    "opened": _opened,
    "ready": _ready,
    "typified": _typified,
    "sending": _sending,
    "incomplete": _incomplete,
    "answered": _answered,
}


def good_form(ticket: Ticket, step: str, now: datetime) -> dict[str, Any]:
    """Return the form of a competent user for a step at a time."""
    text = {"text": "Con sus razones"}
    asked_at = ticket["term"]["asked_at"]
    forms: dict[str, dict[str, Any]] = {
        "take": {},
        "send": {},
        "escalate": {} if ticket["tier"] == 1 or ticket["escalates_to"] else {"area": "fondos"},
        "accept": {"response": "accede"},
        "typify": {"response": "informa"},
        "extend": {"until": ticket["term"]["extendable_until"], **text},
        "complete": {"completed_on": asked_at and asked_at[:10], **text},
        "transfer": {"authority": "Ministerio de Educación", **text},
        "assign": {"owner": ticket["assignees"][0]["user"] if ticket["assignees"] else None},
        "reclassify": {**ANOTHER_TOPIC, **text},
        "tie": {"customer_id": CUSTOMER},
        "link": {"number": OTHERS[1], "kind": "follow_up"},
        "unlink": {"number": OTHERS[0]},
        "undo_send": {},
        "prioritize": {"reason": "minor", **text},
        "set_authority_term": {"authority": "tutela", "due_at": (now + timedelta(hours=48)).isoformat(), **text},
        "check_mandate": {"result": "sufficient", **text},
        "close": {"reason": "express", **text},
    }
    return forms.get(step, text)


async def _snapshot(desk: TicketDesk, number: str) -> FiledTicket:
    async with unit_of_work(desk.rig.engine) as connection:
        filed = await store.lock_ticket(connection, CAMPAIGN, number)
    assert filed is not None
    return filed


async def _restore(desk: TicketDesk, before: FiledTicket, before_links: list[StoredLink]) -> None:
    """Undo a step, so that the next one is tried with the same ticket."""
    after = await _snapshot(desk, before.number)
    entry = ticket_entry.c
    later = entry.campaign == CAMPAIGN, entry.number == before.number, entry.version > before.version
    async with unit_of_work(desk.rig.engine) as connection:
        await store.update_ticket(connection, CAMPAIGN, after, before)
        await connection.execute(delete(ticket_entry).where(*later))
        await connection.execute(delete(ticket_link))
        for link in before_links:
            await links.add_link(connection, CAMPAIGN, link)


@pytest.mark.parametrize("state", list(STATES))
async def test_no_offered_step_is_refused_with_good_form(staffed: TicketDesk, state: str) -> None:
    """With a good form no offered step is refused, on time or late, and a read-only user is offered none."""
    ticket, tried = await STATES[state](staffed), 0
    before = await _snapshot(staffed, ticket["number"])
    async with unit_of_work(staffed.rig.engine) as connection:
        before_links = await links.list_links(connection, CAMPAIGN, ticket["number"])
    for days, person in product((0, 8, 22), PEOPLE):
        staffed.rig.now = before.filed_at + timedelta(days=days)
        response = await staffed.ask(person, "GET", f"/tickets/{before.number}")
        steps = response.json().get("steps", []) if response.status_code == 200 else []
        assert person not in (QUALITY, OVERSEER) or not steps
        for step in steps:
            answer = await staffed.try_step(
                person, response.json(), step, **good_form(response.json(), step, staffed.rig.now)
            )
            assert answer.status_code == 200, (state, person, step, answer.text)
            await _restore(staffed, before, before_links)
            tried += 1
    assert tried >= 3 * (1 if state == "sending" else 5)


async def test_send_is_offered_once_the_answer_is_typified(staffed: TicketDesk) -> None:
    """The server would refuse it earlier, so it is not among the steps (M5-1-05, A19)."""
    ready = await _ready(staffed)
    assert ("typify" in ready["steps"], "send" in ready["steps"]) == (True, False)
    assert "send" in (await staffed.step(ELSA, ready, "typify", response="accede"))["steps"]


async def test_an_official_is_offered_only_people_of_their_area(staffed: TicketDesk) -> None:
    """A coordinator assigns users of the role where the ticket is: phone, written channel or area."""
    at_phone, written, away = await _filed(staffed), await _received(staffed), await _with_an_official(staffed)
    people = [(await staffed.read_ticket(LEAD, each["number"]))["assignees"] for each in (at_phone, written, away)]
    assert [[each["user"] for each in group] for group in people] == [["asesor1"], ["elsa", "erik"], ["funcionario2"]]
    assert (await staffed.read_ticket(ELSA, written["number"]))["assignees"] == []


async def test_without_verified_customer_ticket_cannot_be_linked(staffed: TicketDesk) -> None:
    """Without a verified customer the ticket cannot be linked."""
    ticket = await _filed(staffed)
    assert "tie" not in ticket["steps"]
    await staffed.talk("a")
    staffed.verified["a"] = CUSTOMER
    assert "tie" in (await staffed.read_ticket(ANA, ticket["number"]))["steps"]
