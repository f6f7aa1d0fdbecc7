"""Notifications of tickets by mail and letter, and the ticket's state afterwards (M5-1-05, A9 to A20)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from agent_api.mail.delivery.postman import Postman
from agent_api.mail.delivery.smtp import MailEnvelope
from agent_api.mail.domain.bounces import Bounce
from agent_api.mail.domain.send_result import Accepted, Rejected, SendResult
from agent_api.mail.service import record_bounce
from agent_api.tickets.notifications.mail_handler import AnswerDeliveryHandler
from agent_api.tickets.petitioner import petitioner_of
from agent_api.tickets.queries.filters import Visibility, find_by_number
from agent_api.tickets.receipts.build import build_receipt
from agent_api.tickets.receipts.receipt import receipt_items
from config.site.mail import UNDO_SECONDS
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import mail
from tests.support.api.api_rig import ApiRig
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
ESCRITA, LEAD = "asesor_escrita:escrita1", "supervisor:sup1"
ANA: dict[str, Any] = {"petitioner": {"name": "Ana Peña", "document": "CC 52900101"}, "email": "ana@correo.example"}


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AdvisorDesk:
    """Open a desk with a call, so that there is a log to read."""
    made = AdvisorDesk(rig)
    await made.talk("una-llamada")
    return made


class Server:
    """A mail server that answers each message in the same way, and keeps what it received."""

    def __init__(self, outcome: SendResult) -> None:
        self.outcome = outcome
        self.taken: list[MailEnvelope] = []

    async def send(self, parcel: MailEnvelope, hand: Callable[[], Awaitable[None]]) -> SendResult:
        """Take a message over."""
        await hand()
        self.taken.append(parcel)
        return self.outcome


async def sent(desk: AdvisorDesk, outcome: SendResult) -> Server:
    """Send all waiting messages to a server."""
    server = Server(outcome)
    postman = Postman(
        desk.rig.engine,
        SEALER,
        CAMPAIGN,
        transport=server,
        rules=lambda: desk.rig.site.mail,
        now=lambda: desk.rig.now + timedelta(seconds=UNDO_SECONDS),
        follow=AnswerDeliveryHandler(SEALER),
    )
    await postman.run_once()
    return server


async def step(desk: AdvisorDesk, number: str, name: str, user: str = ESCRITA, **more: Any) -> dict[str, Any]:
    """Take a step with the ticket's present version; return the ticket after it."""
    version = (await ticket(desk, number))["version"]
    answer = await desk.ask(user, "POST", f"/tickets/{number}/steps", json={"step": name, "version": version, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def ticket(desk: AdvisorDesk, number: str) -> dict[str, Any]:
    """Return a ticket as the coordinator sees it."""
    return dict((await desk.ask(LEAD, "GET", f"/tickets/{number}")).json())


async def answered(desk: AdvisorDesk, **contact: Any) -> str:
    """File a petition that the written channel answers, with its mail on the way; return its number."""
    number = str((await desk.file(ESCRITA, **contact)).json()["number"])
    response = next(iter(desk.rig.site.answers.types)) if desk.rig.site.answers else None
    await step(desk, number, "answer", text="Sí, señora.", response=response)
    await step(desk, number, "send")
    return number


async def test_petitioner_gets_the_constancia(desk: AdvisorDesk) -> None:
    """A9: it has number, request and last day, and the eight items as a PDF; without an address none is sent."""
    filed = (await desk.file("asesor1", **ANA)).json()
    ((to, message),) = await sent_messages(desk, "ticket_filed")
    assert to == "ana@correo.example"
    text = plain_text(message)
    for phrase in (filed["number"], "Ñandú", "La respuesta le llega a más tardar el"):
        assert phrase in text
    (pdf,) = message.iter_attachments()
    assert pdf.get_filename() == f"constancia-{filed['number']}.pdf"
    assert pdf.get_content().startswith(b"%PDF-")
    await desk.file("asesor1", "key-00000002")
    assert len(await sent_messages(desk, "ticket_filed")) == 1


async def test_an_answer_by_voice_stands_in_the_constancia(desk: AdvisorDesk) -> None:
    """A8: it has the spoken answer, and promises no day."""
    await desk.file("asesor1", **ANA, outcome="answered", answer="Su crédito está al día.")
    ((_, message),) = await sent_messages(desk, "ticket_filed")
    assert "Su crédito está al día." in plain_text(message)
    assert "a más tardar" not in plain_text(message)


async def test_receipt_items_are_in_letter_to_address_in_petition(desk: AdvisorDesk) -> None:
    """The receipt's items are in the letter, to the address in the petition."""
    number = (await desk.file("asesor1", address="Carrera 3 # 18-32\nMitú, Vaupés")).json()["number"]
    letters = (await desk.ask(LEAD, "GET", f"/tickets/{number}/letters")).json()["letters"]
    assert [each["template"] for each in letters] == ["ticket_filed"]
    assert letters[0]["to"] == [f"A quien presentó el radicado {number}", "Carrera 3 # 18-32", "Mitú, Vaupés"]
    pdf = await desk.ask(LEAD, "GET", f"/tickets/{number}/letters/{letters[0]['id']}")
    assert pdf.content.startswith(b"%PDF-")


async def test_next_person_in_charge_gets_notice_without_personal_data(desk: AdvisorDesk) -> None:
    """C9: the written channel's group, then the area's official, get number, day and link only."""
    number = (await desk.file("asesor1", **ANA, outcome="escalated")).json()["number"]
    await step(desk, number, "escalate", area="fondos", text="Trata de Ana Peña, por favor")
    messages = await sent_messages(desk, "escalated_to_you")
    areas = desk.rig.site.areas
    assert [to for to, _ in messages] == [areas["canal_escrito"].email, areas["fondos"].email]
    for _, message in messages:
        text = plain_text(message)
        assert number in text
        assert f"https://atencion.icetex.example/bandeja/{number}" in text
        for personal in ("Ana", "Ñandú", "5290", "correo.example", "trato"):
            assert personal not in text + str(message["Subject"])


async def test_a_ticket_closes_when_the_server_has_the_answer(desk: AdvisorDesk) -> None:
    """A20: until then it is being sent, and the answer goes to the registered address."""
    number = await answered(desk, **ANA)
    assert (await ticket(desk, number))["state"] == "sending"
    server = await sent(desk, Accepted(250, "2.0.0 Ok"))
    assert len(server.taken) == 2  # the receipt and the answer
    closed = await ticket(desk, number)
    assert (closed["state"], closed["status"]) == ("closed", "closed")
    assert len(await desk.journaled_facts("TicketClosed")) == 1


async def test_a_refused_answer_comes_back_with_the_reason(desk: AdvisorDesk) -> None:
    """The sender of the answer has it again, ready, with the reason."""
    number = await answered(desk, **ANA)
    await sent(desk, Rejected(550, "5.1.1 No such user"))
    back = await ticket(desk, number)
    assert (back["state"], back["owner"]) == ("ready", "escrita1")
    history = (await desk.ask(ESCRITA, "GET", f"/tickets/{number}/history")).json()
    assert history["entries"][-1]["note"] == "El servidor rechazó el correo (estado 5.1.1)."


async def test_a_bounce_opens_a_closed_ticket(desk: AdvisorDesk) -> None:
    """The report comes a day after the mail was accepted, and the same report again changes nothing."""
    number = await answered(desk, **ANA)
    await sent(desk, Accepted(250, "Ok"))
    desk.rig.now += timedelta(days=1)
    async with read_connection(desk.rig.engine) as connection:
        query = select(mail.c.message_id).where(mail.c.template == "ticket_answered")
        report = Bounce(message_id=str(await connection.scalar(query)), status="5.1.1")
    for outcome in ("noted", "repeated"):
        async with unit_of_work(desk.rig.engine) as connection:
            options = {"actor": "mail", "now": desk.rig.now, "follow": AnswerDeliveryHandler(SEALER)}
            assert await record_bounce(connection, CAMPAIGN, report, **options) == outcome
    back = await ticket(desk, number)
    assert (back["state"], back["status"], back["owner"]) == ("ready", "open", "escrita1")
    assert len(await desk.journaled_facts("TicketReopened")) == 1
    await step(desk, number, "send")
    async with unit_of_work(desk.rig.engine) as connection:
        await record_bounce(connection, CAMPAIGN, report, **options)
    await sent(desk, Accepted(250, "Ok"))
    assert (await ticket(desk, number))["state"] == "closed"


async def test_a_letter_closes_its_ticket_when_the_carrier_has_it(desk: AdvisorDesk) -> None:
    """The ticket opens again if the letter comes back, and each event has its proof."""
    number = await answered(desk, address="Carrera 3 # 18-32, Mitú")
    path = f"/tickets/{number}/letters"
    letters = (await desk.ask(ESCRITA, "GET", path)).json()["letters"]
    (letter,) = (each for each in letters if each["template"] == "ticket_answered")
    assert (letter["template"], letter["state"]) == ("ticket_answered", "written")
    assert (await ticket(desk, number))["state"] == "sending"
    form = {"carrier": "4-72", "guide": "RA123456789CO"}
    assert (await desk.ask("asesor1", "POST", f"{path}/{letter['id']}/dispatch", json=form)).status_code == 403
    for _ in range(2):
        dispatched = await desk.ask(ESCRITA, "POST", f"{path}/{letter['id']}/dispatch", json=form)
        assert (dispatched.status_code, dispatched.json()["guide"]) == (200, form["guide"])
    assert (await ticket(desk, number))["state"] == "closed"
    proof = {"delivered": False, "receipt": "No reside"}
    back = await desk.ask(ESCRITA, "POST", f"{path}/{letter['id']}/delivery", json=proof)
    assert back.json()["state"] == "returned"
    assert (await ticket(desk, number))["state"] == "ready"
    again = await desk.ask(ESCRITA, "POST", f"{path}/{letter['id']}/delivery", json=proof)
    assert (again.status_code, again.json()["code"]) == (409, "letter_not_possible")


async def test_answer_without_address_is_published_as_notice(desk: AdvisorDesk) -> None:
    """An answer without an address is published as a notice, so each petition can be answered."""
    number = await answered(desk)
    (letter,) = (await desk.ask(ESCRITA, "GET", f"/tickets/{number}/letters")).json()["letters"]
    assert letter["to"][1].startswith("Por aviso")
    form = {"carrier": "Aviso", "guide": number}
    await desk.ask(ESCRITA, "POST", f"/tickets/{number}/letters/{letter['id']}/dispatch", json=form)
    assert (await ticket(desk, number))["state"] == "closed"


async def test_filing_that_is_rolled_back_posts_no_mail_and_one_key_files_and_writes_once(desk: AdvisorDesk) -> None:
    """A filing that is rolled back posts no mail, and one key files and writes once."""
    for _ in range(2):
        await desk.file("asesor1", **ANA)
    assert len(await sent_messages(desk, "ticket_filed")) == 1
    assert (await desk.file("asesor1", "key-00000003", **{**ANA, "kind": "elogio"})).status_code == 400
    assert len(await sent_messages(desk, "ticket_filed")) == 1


async def test_representative_is_named_beside_petitioner(desk: AdvisorDesk) -> None:
    """The representative stands beside the petitioner (Decreto 1069 de 2015, art. 2.2.3.12.3)."""
    petitioner = {**ANA["petitioner"], "representative": {"name": "Luis Peña", "document": "CC 79100200"}}
    mandate = {"kind": "attorney", "document": "Poder, Notaría 4"}
    number = (await desk.file("ana", petitioner=petitioner, mandate=mandate)).json()["number"]
    assert (await ticket(desk, number))["petitioner"]["representative"]["name"] == "Luis Peña"
    context = desk.rig.app.state.context
    filed = await find_by_number(context.engine, context.campaign, number, Visibility(all_tickets=True, user=""))
    assert filed is not None
    async with read_connection(context.engine) as connection:
        receipt = await build_receipt(connection, context, filed, petitioner_of(context.cipher, context.site, filed))
        items = {each.heading: each.paragraphs for each in receipt_items(receipt)}
    lines = items["Peticionario"]
    assert "Luis Peña" in " ".join(lines[lines.index("Representado por (apoderado):") :])


async def story(desk: AdvisorDesk, number: str, user: str = LEAD) -> list[tuple[str, str | None]]:
    """Return the messages in the history, and their recipients."""
    history = (await desk.ask(user, "GET", f"/tickets/{number}/history")).json()
    return [(each["told"], each["to"]) for each in history["messages"]]


async def test_history_lists_messages_with_their_state(desk: AdvisorDesk) -> None:
    """The history has messages to the petitioner and within the entity; some readers see no address."""
    number = (await desk.file("asesor1", **ANA, outcome="escalated")).json()["number"]
    channel = desk.rig.site.areas["canal_escrito"].email
    assert await story(desk, number) == [
        ("Aviso al responsable, por correo: espera para salir.", channel),
        ("Constancia de la radicación, por correo: espera para salir.", "ana@correo.example"),
    ]
    await sent(desk, Rejected(550, "5.1.1 no such user"))
    sentences = [each for each, _ in await story(desk, number)]
    assert sentences == [
        "Aviso al responsable, por correo: rebotó y no llegó.",
        "Constancia de la radicación, por correo: rebotó y no llegó.",
    ]
    assert await story(desk, number, "interventoria:int1") == [(each, None) for each in sentences]


async def test_history_lists_letter_from_writing_to_delivery(desk: AdvisorDesk) -> None:
    """An answer without an address is in it as a notice."""
    number = await answered(desk, address="Carrera 3 # 18-32\nMitú, Vaupés")
    letters = (await desk.ask(LEAD, "GET", f"/tickets/{number}/letters")).json()["letters"]
    (answer,) = [each for each in letters if each["template"] == "ticket_answered"]
    letter_path = f"/tickets/{number}/letters/{answer['id']}"
    form = {"carrier": "Correos", "guide": "G-1"}
    assert (await desk.ask(ESCRITA, "POST", f"{letter_path}/dispatch", json=form)).status_code == 200
    ((sentence, to),) = [each for each in await story(desk, number) if each[0].startswith("Respuesta")]
    assert sentence.startswith("Respuesta, por carta: en camino con Correos desde el ")
    assert to == f"A quien presentó el radicado {number}, Carrera 3 # 18-32, Mitú, Vaupés"
    unreachable = await answered(desk, key="key-00000002")
    assert "Respuesta, por aviso: por publicar." in [each for each, _ in await story(desk, unreachable)]
