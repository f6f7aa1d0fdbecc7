"""Reports of failed delivery find their message, and a person may have it sent again."""

from pathlib import Path

import pytest

from agent_api.mail.delivery.bounce_folder import BounceFolder
from agent_api.mail.domain.bounces import Bounce
from agent_api.mail.service import MessageNotFound, record_bounce, release
from agent_api.mail.store import read_backlog, read_tally
from eventlog.facts import MailBounced, MailReleased
from storage.postgres.engine import read_connection, unit_of_work
from tests.support.api.mail_rig import SITE, MailRig
from tests.support.servers.smtp import SmtpSink, serve_sink
from tests.unit.agent_api.mail.domain.test_bounces import QMAIL, report

pytestmark = pytest.mark.integration
CAMPAIGN = SITE.campaign


async def sent(rig: MailRig) -> str:
    """Send a message that a server accepts."""
    id_ = await rig.post()
    async with serve_sink(SmtpSink()) as sink:
        await rig.postman(sink.port).run_once()
    return id_


def of(id_: str, **more: str) -> bytes:
    """Return a report about a message."""
    return report(**more).replace(b"<abc@", f"<{id_}@".encode())


async def test_bounce_is_fact_with_reason(mail_office: MailRig, tmp_path: Path) -> None:
    """The message bounces, the fact has the reason, and each file of the folder is handled, with any content."""
    id_ = await sent(mail_office)
    (tmp_path / "new").mkdir()
    files = {
        "1": of(id_),
        "2": of(id_),
        "3": b"Subject: vacaciones\n\n",
        "4": of(id_, action="delayed", status="4.0.0"),
    }
    for name, content in files.items():
        (tmp_path / "new" / name).write_bytes(content)
    folder = BounceFolder(mail_office.engine, CAMPAIGN, tmp_path, now=lambda: mail_office.now)
    assert await folder.poll() == 2
    assert await folder.poll() == 0
    assert {each.name for each in (tmp_path / "cur").iterdir()} == {f"{name}:2,S" for name in files}
    facts = await mail_office.facts()
    assert facts.count(MailBounced(mail=id_, stage="later", status="5.1.1")) == 1
    assert await mail_office.state(id_) == "bounced"


async def test_a_report_in_a_servers_own_form_finds_its_message(mail_office: MailRig, tmp_path: Path) -> None:
    """In qmail's form the Message-ID is in the copy below the report."""
    id_ = await sent(mail_office)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(QMAIL.replace("<abc@", f"<{id_}@").encode())
    folder = BounceFolder(mail_office.engine, CAMPAIGN, tmp_path, now=lambda: mail_office.now)
    assert await folder.poll() == 1
    assert MailBounced(mail=id_, stage="later", status="5.7.1") in await mail_office.facts()
    assert await mail_office.state(id_) == "bounced"


async def test_a_report_that_came_before_our_own_note_waits(mail_office: MailRig, tmp_path: Path) -> None:
    """While an attempt runs the report stays in the folder; one about an unknown message is moved after an hour."""
    (tmp_path / "new").mkdir()
    path = tmp_path / "new" / "1"
    path.write_bytes(of("otra"))
    mail_office.now = mail_office.now.fromtimestamp(path.stat().st_mtime, mail_office.now.tzinfo)
    folder = BounceFolder(mail_office.engine, CAMPAIGN, tmp_path, now=lambda: mail_office.now)
    assert await folder.poll() == 0
    assert path.exists()
    mail_office.advance(hours=2)
    assert await folder.poll() == 0
    assert not path.exists()


async def test_a_report_of_another_campaign_changes_nothing(mail_office: MailRig) -> None:
    """Each campaign has its own messages."""
    id_ = await sent(mail_office)
    async with unit_of_work(mail_office.engine) as connection:
        bounce = Bounce(f"<{id_}@entidad.example>", "5.1.1")
        assert await record_bounce(connection, "otra", bounce, actor="x", now=mail_office.now) == "unknown"
    assert await mail_office.state(id_) == "sent"


async def test_a_person_has_an_uncertain_message_sent_again(mail_office: MailRig) -> None:
    """An uncertain message is sent again with the same bytes, and one that was surely sent cannot be repeated."""
    mail_office.hold_uncertain()
    id_ = await mail_office.post()
    async with serve_sink(SmtpSink(drops_after_content=True)) as sink:
        await mail_office.postman(sink.port).run_once()
        async with read_connection(mail_office.engine) as connection:
            assert (await read_backlog(connection, CAMPAIGN)).uncertain == 1
        async with unit_of_work(mail_office.engine) as connection:
            await release(connection, CAMPAIGN, id_, actor="user:coordinador", now=mail_office.now)
        sink.drops_after_content = False
        await mail_office.postman(sink.port).run_once()
    assert sink.contents[0] == sink.contents[1]
    assert MailReleased(mail=id_) in await mail_office.facts()
    with pytest.raises(MessageNotFound):
        async with unit_of_work(mail_office.engine) as connection:
            await release(connection, CAMPAIGN, id_, actor="user:coordinador", now=mail_office.now)
    async with read_connection(mail_office.engine) as connection:
        assert (await read_backlog(connection, CAMPAIGN)).count == 0
        tally = await read_tally(connection, CAMPAIGN)
    assert tally == {"sent": 1, "bounced": 0, "failed": 0, "uncertain": 1, "deferred": 0}
