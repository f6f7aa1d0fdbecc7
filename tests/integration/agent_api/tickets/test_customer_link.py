"""The link between a ticket and a customer after the filing: permissions, copied data, and its removal."""

import pytest

from agent_api.customers import store as customers
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.record import Address, CustomerRecord, Details
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.tickets import store
from storage.postgres.engine import unit_of_work
from tests.support.desks.ticket_desk import ANA, ELSA, LEAD, TicketDesk, replay
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration

HER = "clienta-de-prueba"
COORDINATOR = "coordinador:jefa"


@pytest.fixture
async def desk_with_customer(desk: TicketDesk) -> TicketDesk:
    """Open a desk that knows a customer with an e-mail and an address."""
    details = Details(emails=("nusta@example.com",), addresses=(Address("Calle 9 # 4-20", "11001"),))
    record = CustomerRecord(name="Ñusta Quiñones", document=Document("CC", "52900777"), details=details)
    async with unit_of_work(desk.rig.engine) as connection:
        await customers.add_records(connection, CustomerCipher(SEALER, CAMPAIGN), {HER: record}, desk.rig.now)
    return desk


async def test_a_ticket_is_tied_and_answers_go_to_the_customer(desk_with_customer: TicketDesk) -> None:
    """The ticket gets name and e-mail of the record, and the fact does not; the history has it, and folds."""
    ticket = await desk_with_customer.file_ticket(outcome="escalated")
    assert (
        "tie" in (await desk_with_customer.read_ticket(ELSA, ticket["number"]))["steps"],
        ticket["customer_id"],
    ) == (True, None)
    ticket = await desk_with_customer.step(ELSA, ticket, "tie", customer_id=HER, text="Lo dice la carta")
    assert (ticket["customer_id"], ticket["email"], ticket["address"]) == (HER, "nusta@example.com", None)
    assert (ticket["petitioner"]["name"], ticket["petitioner"]["document"]) == ("Ñusta Quiñones", "CC 52900777")
    assert ("tie" in ticket["steps"], "untie" in ticket["steps"]) == (False, True)
    (envelope,) = await desk_with_customer.journaled_facts("TicketTied")
    assert envelope.fact.customer_ref == HER
    stored = b"".join([await desk_with_customer.bytes_of(each) for each in ("ticket", "ticket_entry", "outbox")])
    assert b"nusta@" not in stored
    async with unit_of_work(desk_with_customer.rig.engine) as connection:
        filed = await store.lock_ticket(connection, CAMPAIGN, ticket["number"])
    assert filed is not None
    assert replay(await desk_with_customer.history(ticket["number"])) == filed.ticket


async def test_petitioner_and_address_for_answer_come_from_ticket(desk_with_customer: TicketDesk) -> None:
    """Petitioner and address for the answer come from the ticket, also after the link is removed."""
    fields = {"petitioner": {"name": "Su hermano"}, "address": "Calle 1 # 2-3"}
    ticket = await desk_with_customer.step(
        ELSA, await desk_with_customer.file_ticket(outcome="escalated", **fields), "tie", customer_id=HER
    )
    assert (ticket["petitioner"]["name"], ticket["email"], ticket["address"]) == ("Su hermano", None, "Calle 1 # 2-3")
    ticket = await desk_with_customer.step(ELSA, ticket, "untie", text="Era de otra persona")
    assert (ticket["petitioner"]["name"], ticket["address"], ticket["customer_id"]) == (
        "Su hermano",
        "Calle 1 # 2-3",
        None,
    )


async def test_untied_it_has_nothing_of_the_customer(desk_with_customer: TicketDesk) -> None:
    """Data from the record go, the entry with its reason stays, and another customer may be linked."""
    ticket = await desk_with_customer.step(
        ELSA, await desk_with_customer.file_ticket(outcome="escalated"), "tie", customer_id=HER
    )
    again = await desk_with_customer.try_step(ELSA, ticket, "tie", customer_id=HER)
    assert (again.status_code, again.json()["reason"]) == (409, "customer_known")
    ticket = await desk_with_customer.step(COORDINATOR, ticket, "untie", text="Era su homónima")
    assert (ticket["customer_id"], ticket["email"], ticket["petitioner"]) == (None, None, None)
    assert len(await desk_with_customer.journaled_facts("TicketUntied")) == 1
    answer = (await desk_with_customer.ask(LEAD, "GET", f"/tickets/{ticket['number']}/history")).json()["entries"]
    assert [each["step"] for each in answer][-2:] == ["tie", "untie"]
    assert answer[-1]["note"] == "Era su homónima"
    refused = await desk_with_customer.try_step(ELSA, ticket, "untie", text="Otra vez")
    assert (refused.status_code, refused.json()["reason"]) == (409, "customer_unknown")


async def test_link_needs_verification_on_phone(desk_with_customer: TicketDesk) -> None:
    """Without the verification the answer is 403, and on the phone no link can be removed."""
    ticket = await desk_with_customer.file_ticket()
    refused = await desk_with_customer.try_step(ANA, ticket, "tie", customer_id=HER)
    assert (refused.status_code, refused.json()["code"]) == (403, "identity_required")
    lead = await desk_with_customer.try_step(LEAD, ticket, "tie", customer_id=HER)
    assert (lead.status_code, lead.json()["code"]) == (403, "identity_required")
    nobody = await desk_with_customer.try_step(COORDINATOR, ticket, "tie", customer_id="nadie")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "customer_unknown")
    await desk_with_customer.talk("a")
    desk_with_customer.verified["a"] = HER
    ticket = await desk_with_customer.step(ANA, ticket, "tie", customer_id=HER)
    untie = await desk_with_customer.try_step(ANA, ticket, "untie", text="No era")
    assert (untie.status_code, untie.json()["code"]) == (403, "not_yours")
