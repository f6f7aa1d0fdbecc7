"""Files of an answer: sent by a real mail server, enclosed with a letter, or refused."""

import dataclasses
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from pypdf import PdfReader
from sqlalchemy import func, select

from agent_api.kit.ports.antivirus import ScanVerdict
from agent_api.mail.delivery.postman import Postman
from agent_api.mail.delivery.smtp import SmtpTransport
from agent_api.tickets.answers.file_source import TicketFiles
from agent_api.tickets.attachments import store
from agent_api.tickets.attachments.antivirus import scanning
from agent_api.tickets.notifications.mail_handler import AnswerDeliveryHandler
from config.site.mail import UNDO_SECONDS
from config.smtp_url import SmtpServer
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from storage.tables import mail
from tests.support.api.api_rig import ApiRig
from tests.support.blank_pdf import pdf_of
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import MASTER_KEY, SEALER
from tests.support.router.campaign_rig import CAMPAIGN
from tests.support.servers.smtp import SmtpSink, serve_sink

pytestmark = pytest.mark.integration
ESCRITA, LEAD, OFFICIAL = "asesor_escrita:escrita1", "supervisor:sup1", "funcionario:funcionario2"
TEXT = b"\xef\xbb\xbfFecha;Saldo\n2026-11-25;1.204.000\n" * 300
MAIL, PAPER = {"email": "ana@correo.example"}, {"address": "Carrera 3 # 18-32, Mitú"}
PROMISES = "Adjunto a esta respuesta encuentra lo que pidió: el paz y salvo."


PDF = pdf_of(2)


class Answering(AdvisorDesk):
    """A ticket of the written channel with two files, and its owner.

    Attributes:
        ids: ids of its files: a PDF and a text.
    """

    def __init__(self, rig: ApiRig, folder: Path) -> None:
        super().__init__(rig)
        self.vault = Vault(folder, lambda: MasterKeys([MASTER_KEY]))
        rig.app.state.context = dataclasses.replace(rig.app.state.context, attachment_vault=self.vault)
        self.number = ""
        self.ids: list[str] = []

    async def begin(self, **contact: Any) -> None:
        """File it, and attach its files."""
        self.number = str((await self.file(ESCRITA, **contact)).json()["number"])
        self.ids = await self.attach(("certificado año.pdf", PDF), ("saldos.csv", TEXT))

    async def attach(self, *files: tuple[str, bytes]) -> list[str]:
        """Attach files; return their ids."""
        sent = {"files": [("files", each) for each in files]}
        answer = await self.ask(ESCRITA, "POST", f"/tickets/{self.number}/attachments", **sent)
        assert answer.status_code == 201, answer.text
        return [each["id"] for each in answer.json()["attachments"]]

    async def ticket(self) -> dict[str, Any]:
        """Return the ticket as its owner sees it."""
        return dict((await self.ask(ESCRITA, "GET", f"/tickets/{self.number}")).json())

    async def tried(self, step: str, user: str = ESCRITA, **more: Any) -> tuple[int, dict[str, Any]]:
        """Try a step; return the status and the body."""
        body = {"step": step, "version": (await self.ticket())["version"], **more}
        answer = await self.ask(user, "POST", f"/tickets/{self.number}/steps", json=body)
        return answer.status_code, dict(answer.json())

    async def step(self, step: str, user: str = ESCRITA, **more: Any) -> dict[str, Any]:
        """Take a step; return the ticket after it."""
        status, body = await self.tried(step, user, **more)
        assert status == 200, body
        return body

    async def refused(self, step: str, **more: Any) -> str:
        """Return the code of a refused step, and check that the ticket has not changed."""
        before = (await self.ticket())["version"]
        status, problem = await self.tried(step, **more)
        assert status in (400, 409), problem
        assert (await self.ticket())["version"] == before
        return str(problem["code"])

    async def history(self, user: str = ESCRITA) -> dict[str, Any]:
        """Return the ticket's history."""
        return dict((await self.ask(user, "GET", f"/tickets/{self.number}/history")).json())

    async def facts(self, kind: str) -> list[Any]:
        """Return the facts of a type, in order."""
        return [each.fact for each in await self.journaled_facts(kind)]

    async def letters(self) -> list[dict[str, Any]]:
        """Return the letters with an answer."""
        letters = (await self.ask(ESCRITA, "GET", f"/tickets/{self.number}/letters")).json()["letters"]
        return [each for each in letters if each["template"] == "ticket_answered"]

    async def examined(self, id_: str, finding: str) -> None:
        """Record a finding of the antivirus in a file."""
        async with unit_of_work(self.rig.engine) as connection:
            row = await store.find(connection, CAMPAIGN, self.number, id_)
            assert row is not None
            verdict = ScanVerdict(finding=finding, scanner="ClamAV")
            context = self.rig.app.state.context
            await scanning.record_verdict(connection, context.cipher, context.site, row, verdict, now=self.rig.now)

    async def sent(self, sink: SmtpSink, *, scans: bool = False) -> list[EmailMessage]:
        """Send all waiting messages to a mail server; return the answers that it has."""
        postman = Postman(
            self.rig.engine,
            SEALER,
            CAMPAIGN,
            transport=SmtpTransport(SmtpServer(host="127.0.0.1", port=sink.port, security="none")),
            rules=lambda: self.rig.site.mail,
            now=lambda: self.rig.now + timedelta(seconds=UNDO_SECONDS),
            follow=AnswerDeliveryHandler(SEALER),
            files=TicketFiles(self.rig.engine, self.vault, scans=scans),
        )
        await postman.run_once()
        messages = [message_from_bytes(each, _class=EmailMessage, policy=default) for each in sink.contents]
        return [each for each in messages if str(each["Subject"]).startswith("Respuesta")]  # type: ignore[misc]


@pytest_asyncio.fixture
async def desk(rig: ApiRig, tmp_path: Path) -> Answering:
    """Open a desk with a petitioner who has e-mail."""
    made = Answering(rig, tmp_path / "files")
    await made.talk("una-llamada")
    await made.begin(**MAIL)
    return made


@pytest_asyncio.fixture
async def sink() -> AsyncIterator[SmtpSink]:
    """Start a mail server."""
    async with serve_sink(SmtpSink()) as made:
        yield made


async def test_the_files_of_an_answer_arrive_byte_for_byte(desk: Answering, sink: SmtpSink) -> None:
    """The files chosen at sending arrive in that order; text and history name them, and each is a fact."""
    first, second = desk.ids
    await desk.step("answer", text="Va lo que pidió.", response="entrega", attachments=[first])
    assert (await desk.ticket())["answer_attachments"] == [first]
    on_its_way = await desk.step("send", attachments=[second, first])
    assert (on_its_way["state"], on_its_way["answer_attachments"]) == ("sending", [second, first])
    [message] = await desk.sent(sink)
    got = [(each.get_filename(), each.get_payload(decode=True)) for each in message.iter_attachments()]
    assert got == [("saldos.csv", TEXT), ("certificado año.pdf", PDF)]
    body = message.get_body(("plain",))
    assert body is not None
    assert "1. saldos.csv\n2. certificado año.pdf (2 páginas)" in body.get_content().replace("\r\n", "\n")
    assert (await desk.ticket())["state"] == "closed"
    history = await desk.history()
    [out] = [each for each in history["messages"] if each["template"] == "ticket_answered"]
    assert [(each["name"], each["size"]) for each in out["files"]] == [
        ("saldos.csv", len(TEXT)),
        ("certificado año.pdf", len(PDF)),
    ]
    [step] = [each for each in history["entries"] if each["step"] == "answer"]
    assert [each["name"] for each in step["files"]] == ["certificado año.pdf"]
    assert "attachments" not in step["decided"]
    facts = await desk.facts("FileEnclosed")
    assert [(each.by, each.about, each.attachment) for each in facts] == [
        ("mail", desk.number, second),
        ("mail", desk.number, first),
    ]


async def test_files_of_area_go_with_its_answer(desk: Answering, sink: SmtpSink) -> None:
    """The area chooses, and the reviewer keeps that or chooses again; the oversight reads no file name."""
    first, second = desk.ids
    await desk.ask(OFFICIAL, "GET", "/me")
    await desk.step("escalate", area="credito_cobranza", text="Certifique")
    await desk.step("give_back", OFFICIAL, text="Aquí está.", attachments=[first])
    await desk.ask(ESCRITA, "POST", f"/tickets/{desk.number}/answer-openings")
    await desk.step("accept", response="informa")
    assert (await desk.ticket())["answer_attachments"] == [first]
    await desk.step("send")
    [message] = await desk.sent(sink)
    assert [each.get_filename() for each in message.iter_attachments()] == ["certificado año.pdf"]
    unread = await desk.history("interventoria:cami")
    assert [each["name"] for one in unread["messages"] for each in one["files"]] == [None]
    assert second not in [each["id"] for one in unread["messages"] for each in one["files"]]


async def test_an_answer_that_promises_a_document_has_one(desk: Answering, sink: SmtpSink) -> None:
    """The response type or a template's words promise it, and the ticket says so before it is sent."""
    await desk.step("answer", text="Va aparte.", response="entrega")
    assert (await desk.ticket())["promised_document"] == "Entrega documentos"
    assert await desk.refused("send") == "answer_needs_attachment"
    await desk.step("answer", text=PROMISES, response="informa")
    assert (await desk.ticket())["promised_document"] == "Certificado que se envía"
    assert await desk.refused("send") == "answer_needs_attachment"
    assert await desk.refused("send", attachments=[]) == "answer_needs_attachment"
    await desk.step("send", attachments=desk.ids[:1])
    [message] = await desk.sent(sink)
    assert len(list(message.iter_attachments())) == 1


async def test_on_a_call_no_document_is_promised(desk: Answering) -> None:
    """An answer on a call is not sent to any address, neither at filing nor later."""
    fields = {"outcome": "answered", "answer": PROMISES, **MAIL}
    refused = await desk.file("asesor1", "clave-000009", **fields)
    assert (refused.status_code, refused.json()["code"]) == (409, "answer_not_sent")
    number = (await desk.file("asesor1", "clave-000010")).json()["number"]
    body = {"step": "answer", "version": 1, "text": "Sí.", "response": "entrega"}
    refused = await desk.ask("asesor1", "POST", f"/tickets/{number}/steps", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "answer_not_sent")


async def test_only_clean_files_of_the_ticket_go(desk: Answering) -> None:
    """Another ticket's file is unknown; a withheld one is refused at once, an unscanned one at sending."""
    first, second = desk.ids
    assert await desk.refused("answer", text="Sí.", attachments=["0" * 32]) == "answer_attachment_unknown"
    await desk.examined(first, "Win.Test.EICAR_HDB-1")
    assert await desk.refused("answer", text="Sí.", attachments=[first]) == "answer_attachment_withheld"
    await desk.step("answer", text="Sí.", response="informa", attachments=[second])
    state = desk.rig.app.state
    state.context = dataclasses.replace(state.context, antivirus=object())  # it has not scanned yet
    assert await desk.refused("send") == "answer_attachment_not_examined"
    state.context = dataclasses.replace(state.context, antivirus=None)
    await desk.examined(second, "Win.Test")
    assert await desk.refused("send") == "answer_attachment_withheld"


async def test_more_than_the_mail_server_takes_is_refused_at_the_step(desk: Answering) -> None:
    """Number and size are limited, and a letter has no limit of size."""
    manner = desk.rig.site.mail
    assert manner is not None
    site = msgspec.structs.replace(desk.rig.site, mail=msgspec.structs.replace(manner, most_mib=1, most_files=2))
    desk.rig.app.state.context = dataclasses.replace(desk.rig.app.state.context, site=site)
    large = await desk.attach(("grande.txt", b"Hola " * 130_000))
    limits = (await desk.ticket())["answer_limits"]
    assert limits["most_files"] == 2
    assert limits["most_bytes"] < 650_000
    assert await desk.refused("answer", text="Sí.", attachments=large) == "answer_attachments_too_large"
    assert await desk.refused("answer", text="Sí.", attachments=[*desk.ids, *large]) == "answer_attachments_too_many"
    desk.number = (await desk.file(ESCRITA, "clave-000011", **PAPER)).json()["number"]
    large = await desk.attach(("grande.txt", b"Hola " * 130_000))
    assert (await desk.ticket())["answer_limits"] == {"most_files": 2, "most_bytes": None}
    await desk.step("answer", text="Sí.", attachments=large)


async def test_a_file_that_is_withheld_meanwhile_stops_the_mail(desk: Answering, sink: SmtpSink) -> None:
    """The mail is not sent; its sender has the ticket again with the reason, changes the files and sends it."""
    first, second = desk.ids
    await desk.step("answer", text="Sí.", response="informa", attachments=[first])
    await desk.step("send")
    await desk.examined(first, "Win.Test")
    assert await desk.sent(sink) == []
    back = await desk.ticket()
    assert (back["state"], back["owner"]) == ("ready", "escrita1")
    note = (await desk.history())["entries"][-1]["note"]
    assert (
        note == "El correo no salió: el antivirus retuvo uno de sus archivos. Cámbielo y envíe otra vez la respuesta."
    )
    assert [(each.attachment, each.reason) for each in await desk.facts("MailStopped")] == [(first, "withheld")]
    assert await desk.refused("send") == "answer_attachment_withheld"
    await desk.step("send", attachments=[second])
    [message] = await desk.sent(sink)
    assert [each.get_payload(decode=True) for each in message.iter_attachments()] == [TEXT]


async def test_a_file_that_is_gone_stops_the_mail_too(desk: Answering, sink: SmtpSink) -> None:
    """A file that cannot be read now is tried again, and one that has changed is never sent."""
    await desk.step("answer", text="Sí.", response="informa", attachments=desk.ids[:1])
    await desk.step("send")
    assert await desk.sent(sink, scans=True) == []
    assert [each.reason for each in await desk.facts("MailDeferred")] == ["files_not_examined"]
    assert (await desk.ticket())["state"] == "sending"
    for each in desk.vault.folder.rglob("*"):
        if each.is_file():
            each.unlink()
    desk.rig.now += timedelta(hours=1)
    assert await desk.sent(sink) == []
    assert [each.reason for each in await desk.facts("MailStopped")] == ["damaged"]
    assert (await desk.ticket())["state"] == "ready"
    status, problem = await desk.tried("send")
    assert (status, problem["code"]) == (500, "attachment_damaged")


async def test_a_server_that_takes_less_refuses_before_the_content(desk: Answering) -> None:
    """The server's limit (RFC 1870) returns the answer to its owner at once, and none of it is sent."""
    await desk.step("answer", text="Sí.", response="informa", attachments=desk.ids)
    await desk.step("send")
    async with serve_sink(SmtpSink(size_limit_bytes=4000)) as small:
        await desk.sent(small)
        assert not any(b"saldos.csv" in each for each in small.contents)
    back = await desk.ticket()
    assert back["state"] == "ready"
    assert "estado 552" in (await desk.history())["entries"][-1]["note"]


async def test_letter_page_names_enclosures_outside_pdf(desk: Answering) -> None:
    """The page names them; one PDF has the letter and its PDF enclosures, and the others are beside it."""
    desk.number = (await desk.file(ESCRITA, "clave-000012", **PAPER)).json()["number"]
    desk.ids = await desk.attach(("certificado año.pdf", PDF), ("saldos.csv", TEXT))
    await desk.step("answer", text=PROMISES, response="entrega", attachments=desk.ids)
    await desk.step("send")
    [letter] = await desk.letters()
    assert [(each["name"], each["media_type"]) for each in letter["attachments"]] == [
        ("certificado año.pdf", "application/pdf"),
        ("saldos.csv", "text/plain; charset=utf-8"),
    ]
    path = f"/tickets/{desk.number}/letters/{letter['id']}"
    alone = PdfReader(io.BytesIO((await desk.ask(ESCRITA, "GET", path)).content))
    words = " ".join(page.extract_text() for page in alone.pages)
    assert "Anexos:" in words
    assert "1. certificado año.pdf (2 páginas)" in words
    bundle = PdfReader(io.BytesIO((await desk.ask(ESCRITA, "GET", f"{path}/bundle")).content))
    assert len(bundle.pages) == len(alone.pages) + 2
    assert [each.by for each in await desk.facts("FileEnclosed")] == ["letter", "letter"]
    assert [each.attachment for each in await desk.facts("AttachmentOpened")] == desk.ids[:1]
    [out] = [each for each in (await desk.history())["messages"] if each["template"] == "ticket_answered"]
    assert [each["name"] for each in out["files"]] == ["certificado año.pdf", "saldos.csv"]


async def test_an_enclosure_that_cannot_be_joined_is_named(desk: Answering) -> None:
    """A file that cannot be joined to the PDF is named, and has to be printed by itself."""
    desk.number = (await desk.file(ESCRITA, "clave-000013", **PAPER)).json()["number"]
    ids = await desk.attach(("roto.pdf", b"%PDF-1.7\nroto"))
    await desk.step("answer", text="Va.", response="informa", attachments=ids)
    await desk.step("send")
    [letter] = await desk.letters()
    refused = await desk.ask(ESCRITA, "GET", f"/tickets/{desk.number}/letters/{letter['id']}/bundle")
    assert (refused.status_code, refused.json()["code"]) == (409, "letter_not_joinable")
    assert "roto.pdf" in refused.json()["detail"]


async def test_a_letter_with_a_withheld_enclosure_does_not_leave(desk: Answering) -> None:
    """The sender has the ticket again, and other steps of the letter are refused."""
    desk.number = (await desk.file(ESCRITA, "clave-000014", **PAPER)).json()["number"]
    desk.ids = await desk.attach(("certificado.pdf", PDF))
    await desk.step("answer", text="Va.", response="informa", attachments=desk.ids)
    await desk.step("send")
    [letter] = await desk.letters()
    await desk.examined(desk.ids[0], "Win.Test")
    form = {"carrier": "4-72", "guide": "RA1CO"}
    path = f"/tickets/{desk.number}/letters/{letter['id']}"
    for _ in range(2):
        refused = await desk.ask(ESCRITA, "POST", f"{path}/dispatch", json=form)
        assert (refused.status_code, refused.json()["code"]) == (409, "letter_not_possible")
    assert (await desk.ticket())["state"] == "ready"
    assert (await desk.history())["entries"][-1]["note"] == "La carta no salió: el antivirus retuvo «certificado.pdf»."
    assert [each["withheld"] for [one] in [await desk.letters()] for each in one["attachments"]] == [True]


async def test_message_is_written_when_answer_is_sent_and_its_files_are_read_at_delivery(desk: Answering) -> None:
    """The message is written when the answer is sent, and its files are read at delivery."""
    await desk.step("answer", text="Sí.", response="informa", attachments=desk.ids)
    await desk.step("send")
    async with read_connection(desk.rig.engine) as connection:
        query = select(func.max(func.length(mail.c.content))).where(mail.c.template == "ticket_answered")
        assert int((await connection.execute(query)).scalar_one()) < len(TEXT)
