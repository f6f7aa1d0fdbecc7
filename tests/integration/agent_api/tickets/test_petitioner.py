"""The petitioner of a ticket: a verified customer, another person, or no named person."""

import io
from typing import Any

import pypdf
import pytest

from agent_api.customers import store as customers
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.record import Address, CustomerRecord, Details
from agent_api.customers.encrypted_rows import CustomerCipher
from storage.postgres.engine import unit_of_work
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.advisor_desk import NUMBER
from tests.support.desks.ticket_desk import ANA, ELSA, LEAD, TicketDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration

HER, EMAIL = "yuliana", "yuliana@example.com"
IVAN = {"name": "Iván Duarte", "document": "CC 79100200"}
POWER = {"kind": "attorney", "document": "Poder, Notaría 4"}


@pytest.fixture
async def call(desk: TicketDesk) -> TicketDesk:
    """Open a desk where the call «a», from the customer's phone, has verified that customer."""
    details = Details(
        emails=(EMAIL,), addresses=(Address("Carrera 3 # 18-32", "97001"),), phones=(f"+57{NUMBER}",), birth_date=""
    )
    record = CustomerRecord(name="Yuliana Andrea Torres", document=Document("CC", "1098900107"), details=details)
    async with unit_of_work(desk.rig.engine) as connection:
        await customers.add_records(connection, CustomerCipher(SEALER, CAMPAIGN), {HER: record}, desk.rig.now)
    await desk.talk("a")
    desk.verified["a"] = HER
    return desk


async def filed(call: TicketDesk, **form: Any) -> dict[str, Any]:
    """File a petition on the call; return it in full, as the coordinator reads it."""
    ticket = await call.file_ticket(ANA, call_id="a", outcome="escalated", **form)
    return await call.read_ticket(LEAD, ticket["number"])


async def constancia(call: TicketDesk, number: str) -> str:
    """Return the text of the PDF, in one line."""
    answer = await call.ask(LEAD, "GET", f"/tickets/{number}/receipt")
    assert answer.status_code == 200, answer.text
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages).replace(
        "\n", " "
    )


async def open_tickets(call: TicketDesk, name: str) -> tuple[str, int]:
    """Return the possible customer and the open tickets that the next call from the same phone shows."""
    await call.ring(name, "asesor2")
    pop = (await call.ask("asesor2", "GET", f"/calls/{name}/pop")).json()
    return pop["possible_customer"], pop["open_tickets"]


async def test_the_constancia_names_a_verified_customer(call: TicketDesk) -> None:
    """The desk sends only the customer's id: name, document and contact come from the record, and are in the PDF."""
    ticket = await filed(call, customer_id=HER)
    assert (ticket["customer_id"], ticket["email"]) == (HER, EMAIL)
    assert ticket["petitioner"] == {
        "name": "Yuliana Andrea Torres",
        "document": "CC 1098900107",
        "representative": None,
    }
    paper = await constancia(call, ticket["number"])
    assert "Yuliana Andrea Torres. Documento: CC 1098900107" in paper
    assert f"Notificaciones: {EMAIL}" in paper
    ((to, message),) = await sent_messages(call, "ticket_filed")
    assert (to, "Cordial saludo, Yuliana Andrea Torres:" in plain_text(message)) == (EMAIL, True)
    assert await open_tickets(call, "b") == ("Y*** A*** T***", 1)


async def answered(call: TicketDesk, ticket: dict[str, Any]) -> None:
    """Let the written channel answer, and send the answer."""
    response = next(iter(call.rig.site.answers.types)) if call.rig.site.answers else None
    ticket = await call.step(ELSA, ticket, "answer", text="Sí, señora.", response=response)
    await call.step(ELSA, ticket, "send")


async def test_the_answer_greets_a_verified_customer_by_name(call: TicketDesk) -> None:
    """The mail greets by name, and so does the letter to a customer without e-mail."""
    by_mail = await filed(call, customer_id=HER)
    await answered(call, by_mail)
    ((to, message),) = await sent_messages(call, "ticket_answered")
    assert (to, "Cordial saludo, Yuliana Andrea Torres:" in plain_text(message)) == (EMAIL, True)
    by_letter = await filed(call, customer_id=HER, address="Carrera 3 # 18-32, Mitú")
    await answered(call, by_letter)
    path = f"/tickets/{by_letter['number']}/letters"
    letters = (await call.ask(LEAD, "GET", path)).json()["letters"]
    assert [each["to"][0] for each in letters] == ["Yuliana Andrea Torres"] * 2


async def test_petitioner_chooses_where_answer_goes(call: TicketDesk) -> None:
    """The petitioner chooses where the answer goes."""
    ticket = await filed(call, customer_id=HER, email="otro@example.com")
    assert (ticket["email"], ticket["address"]) == ("otro@example.com", None)
    by_letter = await filed(call, customer_id=HER, address="Calle 1 # 2-3, Mitú")
    assert (by_letter["email"], by_letter["address"]) == (None, "Calle 1 # 2-3, Mitú")
    assert by_letter["petitioner"]["name"] == "Yuliana Andrea Torres"


async def test_later_correction_of_record_does_not_change_petitioner_of_issued_paper(call: TicketDesk) -> None:
    """A later correction of the record does not change the petitioner of an issued paper."""
    ticket = await filed(call, customer_id=HER)
    before = await constancia(call, ticket["number"])
    coordinator, path = "coordinador:jefa", f"/customers/{HER}"
    version = (await call.ask(coordinator, "GET", path)).json()["version"]
    change = {"version": version, "name": "Yuliana Andrea Torres Peña", "emails": ["nueva@example.com"]}
    changed = await call.ask(coordinator, "PATCH", path, json=change)
    assert changed.status_code == 200, changed.text
    assert await constancia(call, ticket["number"]) == before


async def test_a_representative_stands_beside_a_verified_customer(call: TicketDesk) -> None:
    """The representative has a field of its own, and item 3 of the receipt has both persons."""
    ticket = await filed(call, customer_id=HER, representative=IVAN, mandate=POWER)
    assert (ticket["petitioner"]["name"], ticket["representative"]) == ("Yuliana Andrea Torres", IVAN)
    paper = await constancia(call, ticket["number"])
    assert "Yuliana Andrea Torres. Documento: CC 1098900107" in paper
    assert "Representado por (apoderado): Iván Duarte. Documento: CC 79100200" in paper


async def test_a_representative_within_the_petitioner_is_the_same(call: TicketDesk) -> None:
    """The older form of the request keeps working."""
    ticket = await call.file_ticket(ELSA, petitioner={"name": "Luz", "representative": IVAN}, mandate=POWER)
    read = await call.read_ticket(LEAD, ticket["number"])
    assert (read["representative"], read["petitioner"]["representative"]) == (IVAN, IVAN)


async def test_a_petition_that_names_no_customer_is_nobodys(call: TicketDesk) -> None:
    """Anonymous on a verified call, it is not in the PDF, the customer's list or the count of their phone."""
    ticket = await filed(call)
    assert (ticket["customer_id"], ticket["petitioner"], ticket["email"]) == (None, None, None)
    assert ticket["caller"] is None
    paper = await constancia(call, ticket["number"])
    assert "Anónimo: no dio su nombre." in paper
    assert ("Yuliana" in paper, "2201" in paper, "Teléfono" in paper) == (False, False, False)
    assert await call.ticket_numbers(LEAD, customer_id=HER) == []
    assert await call.ticket_numbers(ANA, customer_id=HER) == []
    assert await open_tickets(call, "b") == ("Y*** A*** T***", 0)
    assert await sent_messages(call, "ticket_filed") == []
    await call.campaign_rig.end("b", "answered")


async def test_another_persons_petition_is_not_the_customers(call: TicketDesk) -> None:
    """Filed on the customer's call under another name, it is not linked to them or counted by their phone."""
    ticket = await filed(call, petitioner={"name": "Pedro Pérez", "document": "CC 12345"}, email="pedro@example.com")
    assert (ticket["customer_id"], ticket["petitioner"]["name"]) == (None, "Pedro Pérez")
    paper = await constancia(call, ticket["number"])
    assert "Pedro Pérez. Documento: CC 12345" in paper
    assert ("Yuliana" in paper, "2201" in paper) == (False, False)
    assert await call.ticket_numbers(LEAD, customer_id=HER) == []
    assert await open_tickets(call, "b") == ("Y*** A*** T***", 0)
    assert [to for to, _ in await sent_messages(call, "ticket_filed")] == ["pedro@example.com"]


async def test_named_petition_is_found_by_caller_number_without_verification(desk: TicketDesk) -> None:
    """Without a verification, too, a named petition is found by the caller's number, and one without a name is not."""
    await desk.talk("a")
    await desk.file_ticket(ANA, call_id="a")
    assert (await open_tickets(desk, "b"))[1] == 0
    await desk.file_ticket(ANA, call_id="a", petitioner={"name": "Luz"})
    pop = (await desk.ask("asesor2", "GET", "/calls/b/pop")).json()
    assert pop["open_tickets"] == 1


async def test_only_a_verified_customer_is_filed_for_on_the_phone(call: TicketDesk) -> None:
    """Their data go into the receipt, so without the verification it is refused, and nothing is filed."""
    call.verified.clear()
    refused = await call.file(ANA, call_id="a", customer_id=HER)
    assert (refused.status_code, refused.json()["code"]) == (403, "identity_required")
    unknown = await call.file(ELSA, customer_id="nadie")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "customer_unknown")
    assert await call.rows("ticket") == 0


async def test_untied_a_filed_ticket_has_nothing_of_the_customer(call: TicketDesk) -> None:
    """Data that the filing copied from the record go; a representative in the petition stays."""
    ticket = await filed(call, customer_id=HER, representative=IVAN, mandate=POWER)
    ticket = await call.step("coordinador:jefa", ticket, "untie", text="Era su homónima")
    assert (ticket["customer_id"], ticket["petitioner"], ticket["email"]) == (None, None, None)
    assert ticket["representative"] == IVAN
    ticket = await call.step("coordinador:jefa", ticket, "tie", customer_id=HER)
    assert (ticket["petitioner"]["name"], ticket["representative"]) == ("Yuliana Andrea Torres", IVAN)


async def test_nothing_of_the_customer_lies_open(call: TicketDesk) -> None:
    """Copied data are encrypted, in the row and in the history."""
    await filed(call, customer_id=HER, representative=IVAN, mandate=POWER)
    stored = b"".join([await call.bytes_of(each) for each in ("ticket", "ticket_entry", "outbox")])
    for personal in (b"Yuliana", b"1098900107", b"yuliana@example", b"Duarte"):
        assert personal not in stored
