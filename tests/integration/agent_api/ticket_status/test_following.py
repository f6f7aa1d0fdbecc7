"""Followers of a ticket (who filed, held or escalated it) see it without the customer's data (reserva bancaria)."""

import pytest

from tests.support.desks.status_desk import CALL, PETITIONER, StatusDesk
from tests.support.desks.ticket_desk import ANA, ELSA, ERIK, LEAD

pytestmark = pytest.mark.integration
CLOSED = (
    "text",
    "caller",
    "call_id",
    "customer_id",
    "petitioner",
    "representative",
    "email",
    "address",
    "answer",
    "response",
)


@pytest.fixture
async def desk_with_customer(desk: StatusDesk) -> StatusDesk:
    """Open a desk that knows a customer, whom its call has verified."""
    await desk.add_customer("c1", "Ana Beltrán", "+573001112201", document="52900101")
    desk.verified[CALL] = "c1"
    return desk


async def test_author_follows_petition_without_customer_data(desk_with_customer: StatusDesk) -> None:
    """Its author sees number, state, last day and place; text, history and papers need the verification."""
    ticket = await desk_with_customer.file_ticket(
        ANA, customer_id="c1", call_id=CALL, outcome="escalated", **PETITIONER
    )
    desk_with_customer.verified.clear()
    answer = await desk_with_customer.read_ticket(ANA, ticket["number"])
    assert (answer["opened"], answer["state"], answer["due_on"]) == (False, "received", ticket["due_on"])
    assert {each: answer[each] for each in CLOSED} == dict.fromkeys(CLOSED)
    assert (answer["lookups"], answer["recordings"]) == ([], [])
    status = (await desk_with_customer.ask(ANA, "GET", f"/tickets/{ticket['number']}/status")).json()
    assert (status["whole"], status["state_name"]) == (False, "En estudio, en el canal escrito")
    assert "Beltrán" not in str((answer, status))
    for path in ("history", "receipt", "attachments"):
        refused = await desk_with_customer.ask(ANA, "GET", f"/tickets/{ticket['number']}/{path}")
        assert (refused.status_code, refused.json()["code"]) == (403, "identity_required")
    assert await desk_with_customer.ticket_numbers(ANA) == [ticket["number"]]
    desk_with_customer.verified[CALL] = "c1"
    answer = await desk_with_customer.read_ticket(ANA, ticket["number"])
    assert (answer["opened"], answer["text"], answer["customer_id"]) == (True, ticket["text"], "c1")


async def test_escalating_user_sees_ticket_of_another_author(desk_with_customer: StatusDesk) -> None:
    """An earlier assignee and the first of two of the written channel may follow it; a stranger may not."""
    await desk_with_customer.hire("asesor:asesor2")
    ticket = await desk_with_customer.file_ticket(ANA, customer_id="c1", call_id=CALL, **PETITIONER)
    desk_with_customer.verified.clear()
    ticket = await desk_with_customer.step(LEAD, ticket, "assign", owner="asesor2")
    followed = await desk_with_customer.read_ticket("asesor:asesor2", ticket["number"])
    assert (followed["opened"], followed["steps"]) == (False, ["escalate", "note"])
    moved = await desk_with_customer.step("asesor:asesor2", followed, "escalate")
    assert (moved["opened"], moved["state"], moved["owner"], moved["text"]) == (False, "received", None, None)
    assert await desk_with_customer.ticket_numbers("asesor:asesor2", box="followed") == [ticket["number"]]
    assert (await desk_with_customer.read_ticket("asesor:asesor2", ticket["number"]))["steps"] == ["note"]
    stranger = await desk_with_customer.ask("asesor:asesor3", "GET", f"/tickets/{ticket['number']}")
    assert stranger.status_code == 404
    status = await desk_with_customer.ask("asesor:asesor3", "GET", f"/tickets/{ticket['number']}/status")
    assert status.status_code == 404


async def test_written_channel_sees_all_that_its_role_may_read(
    desk_with_customer: StatusDesk,
) -> None:
    """The written channel sees all that its role may read."""
    await desk_with_customer.hire(ERIK)
    ticket = await desk_with_customer.step(
        ELSA, await desk_with_customer.file_ticket(ELSA, **PETITIONER), "escalate", area="credito_cobranza"
    )
    ticket = await desk_with_customer.step("funcionario:funcionario2", ticket, "give_back", text="Listo")
    ticket = await desk_with_customer.step(LEAD, ticket, "assign", owner="erik")
    await desk_with_customer.step(ERIK, ticket, "escalate", area="juridica")
    answer = await desk_with_customer.read_ticket(ELSA, ticket["number"])
    assert (answer["opened"], answer["area"]) == (True, "juridica")


async def test_petition_without_customer_has_no_customer_data_to_protect(desk_with_customer: StatusDesk) -> None:
    """A petition without a customer has no customer data to protect, so its author reads all of it."""
    ticket = await desk_with_customer.file_ticket(ANA)
    assert (await desk_with_customer.read_ticket(ANA, ticket["number"]))["opened"]
    assert (await desk_with_customer.ask(ANA, "GET", f"/tickets/{ticket['number']}/status")).json()["whole"]
