"""The demo's own mail server, and its page of messages."""

from pathlib import Path

import pytest

from agent_api.mail.demo_mailbox.page import render_page
from agent_api.mail.demo_mailbox.reader import read_mailbox
from atencion.demo.processes.mailbox import KEPT_MESSAGES, Mailbox
from tests.support.api.mail_rig import MailRig
from tests.support.servers.smtp import SmtpSink, serve_sink

pytestmark = pytest.mark.integration


async def test_sent_mail_is_received_as_written(mail_office: MailRig, tmp_path: Path) -> None:
    """Both parts, subject and recipient are there, with accents and ñ, and the page escapes all markup."""
    id_ = await mail_office.post(answer="Señora: <script>x</script> aquí está.")
    mailbox = Mailbox(tmp_path / "buzon")
    sink = SmtpSink()
    sink.handle_DATA = mailbox.handle_DATA  # type: ignore[method-assign]
    async with serve_sink(sink):
        await mail_office.postman(sink.port).run_once()
    [message] = read_mailbox(tmp_path / "buzon")
    assert message.message_id == f"<{id_}@entidad.example>"
    assert message.to == "María Peña <maria.pena@correo.example>"
    assert "Señora: <script>x</script> aquí está." in message.text
    assert "Señora: &lt;script&gt;" in message.html
    html_page = render_page([message])
    assert "<script>" not in html_page
    assert "María Peña" in html_page


def test_the_folder_does_not_grow_for_ever(tmp_path: Path) -> None:
    """The folder keeps only the latest messages."""
    mailbox = Mailbox(tmp_path)
    for number in range(KEPT_MESSAGES + 3):
        mailbox._put(f"{number:020d}-a.eml", b"Subject: x\n\n")
    names = sorted(each.name for each in tmp_path.iterdir())
    assert (len(names), names[0]) == (KEPT_MESSAGES, f"{3:020d}-a.eml")


def test_without_messages_the_page_says_how_to_get_one() -> None:
    """The page names the command that queues one."""
    assert "atencion mail test" in render_page([])
