"""Ticket files and the antivirus: an infected file is kept but not served, and an unscanned one waits."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent_api.kit.job_context import JobContext as Hand
from agent_api.tickets.attachments import store
from agent_api.tickets.attachments.antivirus.clamd import Clamd, ScannerUnavailable
from agent_api.tickets.attachments.antivirus.scanning import scan_pending
from agent_api.tickets.petitioner import petitioner_of
from agent_api.tickets.queries.filters import Visibility, find_by_number
from agent_api.tickets.receipts.build import build_receipt
from eventlog.facts import AttachmentExamined
from storage.postgres.engine import read_connection, unit_of_work
from tests.support.api.api_rig import ApiRig
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.attachment_rig import PDF, AttachmentRig
from tests.support.facts.call_logs import SEALER
from tests.support.programs import free_ports
from tests.support.router.campaign_rig import CAMPAIGN
from tests.support.servers.clamd import EICAR, TEST_SIGNATURE, answer_with, clamd, fake_clamd, stay_silent

pytestmark = pytest.mark.integration
ANA: dict[str, Any] = {"petitioner": {"name": "Ana Peña", "document": "CC 52900101"}, "email": "ana@correo.example"}
VERSION = b"ClamAV 1.4.3/27500/Thu Nov 26 2026\0"
BAD = b"%PDF-1.7\n" + TEST_SIGNATURE
FOUND = "Atencion.Prueba.UNOFFICIAL"


class Watched(AttachmentRig):
    """A ticket of Ana, who has e-mail, and an antivirus that a test may exchange or remove."""

    def served_by(self, antivirus: Clamd | None) -> None:
        """Let the API use this antivirus from now on."""
        state = self.desk.rig.app.state
        state.context = dataclasses.replace(state.context, antivirus=antivirus)

    async def examine(self, antivirus: Clamd) -> int:
        """Let a worker scan the waiting files."""
        rig = self.desk.rig
        hand = Hand(rig.engine, SEALER, rig.site)
        return await scan_pending(hand, self.vault, antivirus, lambda: rig.now)

    async def put(self, *files: tuple[str, bytes], user: str = "asesor1") -> list[dict[str, Any]]:
        """Attach files; return them as the API lists them then."""
        answer = await self.attach(*files, user=user)
        assert answer.status_code == 201, answer.text
        return list(answer.json()["attachments"])

    async def mails_to_ana(self) -> list[str]:
        """Return the texts of the mails to Ana about withheld files."""
        return [
            plain_text(message) for to, message in await sent_messages(self.desk, "attachment_withheld") if "ana@" in to
        ]

    async def annexes(self) -> tuple[str, ...]:
        """Return the annexes that the ticket's receipt names."""
        filed = await find_by_number(
            self.desk.rig.engine, CAMPAIGN, self.number, Visibility(all_tickets=True, user="sup1")
        )
        assert filed is not None
        async with read_connection(self.desk.rig.engine) as connection:
            context = self.desk.rig.app.state.context
            petitioner = petitioner_of(context.cipher, context.site, filed)
            return (await build_receipt(connection, context, filed, petitioner)).annexes


@pytest_asyncio.fixture
async def ticket(rig: ApiRig, tmp_path: Path, files: AttachmentRig) -> Watched:
    """File a ticket of Ana's without files."""
    made = Watched(files.desk, tmp_path / "watched")
    made.number = (await made.desk.file("asesor1", key="key-of-ana-01", **ANA)).json()["number"]
    return made


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """Run Debian's clamd."""
    with clamd(tmp_path_factory.mktemp("clamd")) as port:
        yield Clamd(f"127.0.0.1:{port}")


@pytest_asyncio.fixture
async def lenient() -> AsyncIterator[Clamd]:
    """Run an antivirus that calls each file clean."""
    async with fake_clamd(answer_with(VERSION, b"stream: OK\0")) as address:
        yield Clamd(address)


@pytest.fixture
def away() -> Clamd:
    """Return an antivirus that cannot be reached."""
    [port] = free_ports(1)
    return Clamd(f"127.0.0.1:{port}")


async def test_infected_file_is_kept_and_not_downloadable(ticket: Watched, real: Clamd) -> None:
    """An infected file is attached, as received; readers see why it stays closed, and the file beside it opens."""
    ticket.served_by(real)
    good, bad, worse = await ticket.put(("buena.pdf", PDF), ("carta.pdf", BAD), ("nota.txt", EICAR))
    assert [each["state"] for each in (good, bad, worse)] == ["open", "withheld", "withheld"]
    assert good["why"] == ""
    assert FOUND in bad["why"]
    for user in ("asesor1", "supervisor:sup1", "coordinador:co1"):
        answer = await ticket.open(bad["id"], user)
        assert (answer.status_code, answer.json()["code"]) == (409, "attachment_withheld")
        assert FOUND in answer.json()["detail"]
    assert (await ticket.open(good["id"])).content == PDF
    assert len(ticket.stored_paths()) == 3
    assert TEST_SIGNATURE not in b"".join(each.read_bytes() for each in ticket.stored_paths())
    assert len(await ticket.desk.journaled_facts("AttachmentOpened")) == 1


async def test_each_scan_is_fact(ticket: Watched, real: Clamd) -> None:
    """Each fact has the finding, the scanner and its signatures, also for clean files."""
    ticket.served_by(real)
    good, bad = await ticket.put(("buena.pdf", PDF), ("carta.pdf", BAD))
    facts = await ticket.desk.journaled_facts("AttachmentExamined")
    version = await real.version()
    assert [each.fact for each in facts] == [
        AttachmentExamined(attachment=good["id"], ticket=ticket.number, finding="", scanner=version),
        AttachmentExamined(attachment=bad["id"], ticket=ticket.number, finding=FOUND, scanner=version),
    ]
    assert {each.actor for each in facts} == {"system:antivirus"}


async def test_petitioner_gets_one_mail_with_name_of_her_file(ticket: Watched, real: Clamd) -> None:
    """The petitioner gets one mail with the name of her file, and the receipt says that it was received."""
    ticket.served_by(real)
    await ticket.put(("buena.pdf", PDF), ("carta.pdf", BAD))
    await ticket.put(("otra vez.pdf", BAD))
    [text] = await ticket.mails_to_ana()
    for phrase in ("«carta.pdf»", "código dañino", "sigue en trámite", "Por favor, no reenvíe el mismo archivo"):
        assert phrase in text
    assert await ticket.annexes() == ("buena.pdf", "carta.pdf (recibido y retenido por el antivirus, sin abrir)")
    assert (await ticket.desk.ask("asesor1", "GET", f"/tickets/{ticket.number}")).json()["state"] == "filed"


async def test_file_that_did_not_come_with_petition_is_entity_own_so_no_mail_is_sent(
    ticket: Watched, real: Clamd
) -> None:
    """A file that did not come with the petition is the entity's own, so no mail is sent."""
    ticket.served_by(real)
    [attachment] = await ticket.put(("hallazgo.pdf", BAD), user="supervisor:sup1")
    assert attachment["state"] == "withheld"
    assert await ticket.mails_to_ana() == []


async def test_no_user_can_open_them_until_worker_has_scanned_them(ticket: Watched, away: Clamd, real: Clamd) -> None:
    """No user can open them until a worker has scanned them; then each has its own fact and its own state."""
    ticket.served_by(away)
    good, bad = await ticket.put(("buena.pdf", PDF), ("carta.pdf", BAD))
    assert (good["state"], bad["state"]) == ("waiting", "waiting")
    answer = await ticket.open(good["id"])
    assert (answer.status_code, answer.json()["code"]) == (503, "attachment_not_examined")
    with pytest.raises(ScannerUnavailable):
        await ticket.examine(away)
    assert await ticket.desk.journaled_facts("AttachmentExamined") == []
    assert await ticket.examine(real) == 2
    ticket.served_by(real)
    assert [each["state"] for each in await ticket.list_attachments()] == ["open", "withheld"]
    assert (await ticket.open(good["id"])).content == PDF
    assert len(await ticket.mails_to_ana()) == 1


async def test_concurrent_scanners_write_one_fact_per_file(ticket: Watched, away: Clamd, real: Clamd) -> None:
    """Each scans what waits, but a file has one fact, and the petitioner gets one message."""
    ticket.served_by(away)
    await ticket.put(("buena.pdf", PDF), ("carta.pdf", BAD))
    await asyncio.gather(*(ticket.examine(real) for _ in range(4)))
    assert len(await ticket.desk.journaled_facts("AttachmentExamined")) == 2
    assert len(await ticket.mails_to_ana()) == 1
    assert await ticket.examine(real) == 0


async def test_opening_waiting_file_scans_it(ticket: Watched, away: Clamd, real: Clamd) -> None:
    """The reader does not wait for the next scan of a worker; this includes files from before the antivirus."""
    [earlier] = await ticket.put(("antes.pdf", PDF))
    ticket.served_by(away)
    [bad] = await ticket.put(("carta.pdf", BAD))
    ticket.served_by(real)
    assert [each["state"] for each in await ticket.list_attachments()] == ["waiting", "waiting"]
    assert (await ticket.open(earlier["id"])).content == PDF
    assert (await ticket.open(bad["id"])).json()["code"] == "attachment_withheld"
    assert [each["state"] for each in await ticket.list_attachments()] == ["open", "withheld"]
    assert len(await ticket.desk.journaled_facts("AttachmentExamined")) == 2


async def test_without_scan_there_is_no_fact_and_withheld_files_stay_closed(ticket: Watched, real: Clamd) -> None:
    """Without a scan there is no fact, and removing the antivirus opens no withheld file."""
    [plain] = await ticket.put(("antes.pdf", PDF))
    assert (plain["state"], (await ticket.open(plain["id"])).status_code) == ("open", 200)
    assert await ticket.desk.journaled_facts("AttachmentExamined") == []
    ticket.served_by(real)
    [bad] = await ticket.put(("carta.pdf", BAD))
    ticket.served_by(None)
    assert (await ticket.open(bad["id"])).status_code == 409


async def test_a_file_that_is_declined_or_unreadable_keeps_no_other_waiting(
    ticket: Watched, away: Clamd, tmp_path: Path
) -> None:
    """A file that is too large for the antivirus, or damaged on the disk, waits; all others are scanned."""
    ticket.served_by(away)
    large, damaged, good = await ticket.put(
        ("grande.txt", b"x" * 2_000_000), ("rota.pdf", PDF + b"1"), ("buena.pdf", PDF)
    )
    (path,) = [each for each in ticket.stored_paths() if each.name == damaged["id"]]
    path.write_bytes(path.read_bytes()[:-1])
    (tmp_path / "c").mkdir()
    with clamd(tmp_path / "c", StreamMaxLength="1M") as port:
        assert await ticket.examine(Clamd(f"127.0.0.1:{port}")) == 1
    assert {each["id"]: each["state"] for each in await ticket.list_attachments()} == {
        large["id"]: "waiting",
        damaged["id"]: "waiting",
        good["id"]: "open",
    }


async def test_files_are_accepted_unscanned_after_time_limit(ticket: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a time limit the files are accepted unscanned, and wait."""
    monkeypatch.setattr("agent_api.tickets.attachments.antivirus.scanning.UPLOAD_SCAN_TIMEOUT_S", 0.2)
    async with fake_clamd(answer_with(VERSION, None)) as address:
        ticket.served_by(Clamd(address))
        assert [each["state"] for each in await ticket.put(("a.pdf", PDF), ("b.txt", b"b"))] == ["waiting", "waiting"]


async def test_file_withheld_by_mistake_stays_closed_until_next_scan(
    ticket: Watched, real: Clamd, lenient: Clamd
) -> None:
    """A file withheld by mistake stays closed until the next scan, whose result counts and is a fact."""
    ticket.served_by(real)
    [bad] = await ticket.put(("carta.pdf", BAD))
    for antivirus, state in ((real, "withheld"), (lenient, "open")):
        async with unit_of_work(ticket.desk.rig.engine) as connection:
            assert await store.reset_verdicts(connection, CAMPAIGN, ticket.number) == 1
        assert (await ticket.open(bad["id"])).status_code == 409
        assert await ticket.examine(antivirus) == 1
        assert [each["state"] for each in await ticket.list_attachments()] == [state]
    assert (await ticket.open(bad["id"])).content == BAD
    facts = [each.fact for each in await ticket.desk.journaled_facts("AttachmentExamined")]
    assert [each.finding for each in facts if isinstance(each, AttachmentExamined)] == [FOUND, FOUND, ""]
    assert len(await ticket.mails_to_ana()) == 1


async def test_metrics_show_backlog_with_warning_after_quarter_of_hour(
    ticket: Watched, away: Clamd, real: Clamd
) -> None:
    """Metrics show the backlog, with a warning after a quarter of an hour; without an antivirus there are none."""
    rig = ticket.desk.rig

    async def metrics() -> str:
        return (await rig.client.get("/metrics")).text

    assert "attachments_unexamined" not in await metrics()
    ticket.served_by(away)
    await ticket.put(("buena.pdf", PDF), ("carta.pdf", BAD))
    rig.now += timedelta(minutes=16)
    text = await metrics()
    for sample in ("antivirus_up 0.0", "unexamined_files 2.0", "unexamined_oldest_seconds 960.0", "withheld_files 0.0"):
        assert f"attachments_{sample}" in text
    ready = (await rig.client.get("/readyz")).json()
    assert "attachments_unexamined" in ready["warnings"]
    assert "antivirus" not in {each["name"] for each in ready["dependencies"]}
    await ticket.examine(real)
    ticket.served_by(real)
    text = await metrics()
    for sample in ("antivirus_up 1.0", "unexamined_files 0.0", "unexamined_oldest_seconds 0.0", "withheld_files 1.0"):
        assert f"attachments_{sample}" in text
    assert "attachments_unexamined" not in (await rig.client.get("/readyz")).json()["warnings"]


async def test_an_antivirus_that_hangs_keeps_no_scrape_and_no_probe(ticket: Watched) -> None:
    """Readiness does not depend on it; a scrape has the backlog, and that the antivirus does not answer."""
    async with fake_clamd(stay_silent) as address:
        ticket.served_by(Clamd(address))
        async with asyncio.timeout(4):
            await ticket.desk.rig.client.get("/readyz")
        text = (await ticket.desk.rig.client.get("/metrics")).text
    assert "attachments_antivirus_up 0.0" in text
    assert "attachments_unexamined_files 0.0" in text
