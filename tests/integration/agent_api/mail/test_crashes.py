"""Crashes of the mail worker: its messages are found again, and only the one in flight may be sent twice."""

import signal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256

import msgspec
import pytest

from agent_api.mail.delivery.postman import CLAIM_LEASE
from agent_api.tickets.attachments import store as attachments
from eventlog.facts import MailDeferred, MailPosted, MailStopped, MailUncertain
from storage.postgres.engine import unit_of_work
from tests.support.api.mail_rig import TICKET, MailRig
from tests.support.crash_programs.launcher import run_program
from tests.support.servers.smtp import SmtpSink, serve_sink

pytestmark = pytest.mark.integration


async def killed(rig: MailRig, database: str, sink: SmtpSink, where: str) -> None:
    """Run a mail worker that dies at that point."""
    assert rig.vault is not None
    died = await run_program("postman", database, str(sink.port), where, str(rig.vault.folder))
    assert died == -signal.SIGKILL


async def test_killed_between_sending_and_writing_down(mail_office: MailRig, postgres_url: str) -> None:
    """Of three messages only the one in flight is sent twice, under one Message-ID, and the log has that."""
    first = await mail_office.post()
    mail_office.advance(seconds=1)  # the program's clock stands still, so it sees only the first one
    await mail_office.post()
    await mail_office.post()
    async with serve_sink(SmtpSink()) as sink:
        await killed(mail_office, postgres_url, sink, "before_writing")
        assert len(sink.contents) == 1
        await mail_office.postman(sink.port).run_once()
        assert len(sink.contents) == 3
        assert await mail_office.state(first) == "handed"
        mail_office.advance(minutes=10)
        await mail_office.postman(sink.port).run_once()
        mail_office.advance(minutes=2)
        await mail_office.postman(sink.port).run_once()
    assert len(sink.contents) == 4
    assert sink.contents[3] == sink.contents[0]
    assert MailUncertain(mail=first, reason="worker_lost", again=True) in await mail_office.facts()
    assert await mail_office.count_in_state("sent") == 3


async def test_killed_before_the_content_left(mail_office: MailRig, postgres_url: str) -> None:
    """The server cannot have it, so it is tried again without doubt, and is sent once."""
    id_ = await mail_office.post()
    async with serve_sink(SmtpSink()) as sink:
        await killed(mail_office, postgres_url, sink, "before_handing")
        mail_office.advance(seconds=CLAIM_LEASE.total_seconds())
        await mail_office.postman(sink.port).run_once()
        assert sink.contents == []
        mail_office.advance(minutes=2)
        await mail_office.postman(sink.port).run_once()
    assert len(sink.contents) == 1
    assert MailDeferred(mail=id_, reason="worker_lost", code=0, tries=1) in await mail_office.facts()
    assert "MailUncertain" not in await mail_office.fact_kinds()


@pytest.mark.parametrize(("where", "copies"), [("before_handing", 1), ("before_writing", 2)])
async def test_killed_with_files(mail_office: MailRig, postgres_url: str, where: str, copies: int) -> None:
    """The next worker reads the files again, and each copy has them whole."""
    contents = [bytes(range(256)) * 4000, b"%PDF-1.7\n"]
    files = [await mail_office.store_file(f"archivo {index}.pdf", each) for index, each in enumerate(contents)]
    id_ = await mail_office.post(enclosures=files)
    async with serve_sink(SmtpSink()) as sink:
        await killed(mail_office, postgres_url, sink, where)
        mail_office.advance(seconds=CLAIM_LEASE.total_seconds())
        await mail_office.postman(sink.port).run_once()
        mail_office.advance(minutes=2)
        await mail_office.postman(sink.port).run_once()
    assert len(sink.contents) == copies
    assert await mail_office.state(id_) == "sent"
    for each in sink.contents:
        message = message_from_bytes(each, _class=EmailMessage, policy=default)
        assert [part.get_payload(decode=True) for part in message.iter_attachments()] == contents
    [posted] = [each for each in await mail_office.facts() if isinstance(each, MailPosted)]
    assert {sha256(each).hexdigest() for each in sink.contents} == {posted.digest}


async def test_killed_over_a_file_that_is_withheld_meanwhile(mail_office: MailRig, postgres_url: str) -> None:
    """The message was not sent: the next worker does not send it either, and reports the file."""
    file = await mail_office.store_file("archivo.pdf", b"%PDF-1.7\nmalo")
    id_ = await mail_office.post(enclosures=[file])
    async with serve_sink(SmtpSink()) as sink:
        await killed(mail_office, postgres_url, sink, "before_handing")
        async with unit_of_work(mail_office.engine) as connection:
            row = await attachments.find(connection, mail_office.site.campaign, TICKET, file.id)
            assert row is not None
            examined = msgspec.structs.replace(row, examined_at=mail_office.now, finding="Win.Test")
            await attachments.update_verdict(connection, examined)
        mail_office.advance(seconds=CLAIM_LEASE.total_seconds())
        await mail_office.postman(sink.port).run_once()
        mail_office.advance(minutes=2)
        await mail_office.postman(sink.port).run_once()
    assert sink.contents == []
    assert await mail_office.state(id_) == "failed"
    assert MailStopped(mail=id_, attachment=file.id, reason="withheld") in await mail_office.facts()


async def test_a_site_that_holds_leaves_it_for_a_person(mail_office: MailRig, postgres_url: str) -> None:
    """The message stays uncertain, and is not sent twice."""
    mail_office.hold_uncertain()
    id_ = await mail_office.post()
    async with serve_sink(SmtpSink()) as sink:
        await killed(mail_office, postgres_url, sink, "before_writing")
        mail_office.advance(days=1)
        await mail_office.postman(sink.port).run_once()
    assert len(sink.contents) == 1
    assert await mail_office.state(id_) == "uncertain"
