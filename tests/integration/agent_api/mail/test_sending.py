"""Messages to real servers: accepted, refused, delayed, interrupted."""

import asyncio
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from agent_api.mail.delivery.smtp import SmtpTransport
from agent_api.mail.domain.contents import TrialText
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.domain.send_result import Accepted, Deferred, Rejected, Uncertain
from agent_api.mail.domain.stored_message import ANSWER, CONTENT
from agent_api.mail.service import OutgoingMessage, post
from config.smtp_url import SmtpServer
from eventlog.facts import MailBounced, MailDeferred, MailPosted, MailSent, MailUncertain
from storage.postgres.engine import read_connection
from storage.tables import mail, outbox
from tests.support.api.mail_rig import ADDRESS, SITE, START, MailRig
from tests.support.facts.call_logs import SEALER
from tests.support.servers.smtp import HOST, PASSWORD, USER, SmtpSink, self_signed_certificate, serve_sink

pytestmark = pytest.mark.integration


async def test_a_message_goes_out_once_and_its_proof_is_kept(mail_office: MailRig) -> None:
    """The server has exactly the bytes whose digest is in the log, and its answer is stored encrypted."""
    id_ = await mail_office.post()
    async with serve_sink(SmtpSink()) as sink:
        assert await mail_office.postman(sink.port).run_once()
        assert await mail_office.postman(sink.port).run_once()
    [content] = sink.contents
    assert (sink.senders, sink.recipients) == (["no-responda@entidad.example"], [ADDRESS])
    read = message_from_bytes(content, policy=default)
    assert read["Message-ID"] == f"<{id_}@entidad.example>"
    assert read["Subject"] == "Respuesta a su radicado 2026-000001-9"
    posted, sent = await mail_office.facts()
    assert isinstance(posted, MailPosted)
    assert sent == MailSent(mail=id_, code=250, tries=1)
    async with read_connection(mail_office.engine) as connection:
        row = (await connection.execute(select(mail))).one()
    assert SEALER.decrypt(row.content, field=CONTENT, row=row.id).encode() == content.replace(b"\r\n", b"\n").replace(
        b"\n", b"\r\n"
    )
    assert SEALER.decrypt(row.answer, field=ANSWER, row=row.id) == "2.0.0 queued as 1234"
    assert row.state == "sent"


async def test_a_message_is_there_only_if_its_transaction_is(mail_office: MailRig) -> None:
    """A rolled-back message is not sent."""
    outgoing = OutgoingMessage(to=Recipient(address=ADDRESS), content=TrialText())
    async with mail_office.engine.connect() as connection:
        await post(connection, outgoing, site=SITE, cipher=SEALER, actor="x", now=START)
        await connection.rollback()
    async with serve_sink(SmtpSink()) as sink:
        await mail_office.postman(sink.port).run_once()
    assert sink.contents == []
    assert await mail_office.facts() == []


async def test_neither_table_nor_log_shows_recipient_or_content(mail_office: MailRig) -> None:
    """No byte of address, name or text is readable in a row or a fact, even after the answer."""
    await mail_office.post(answer="secreto bancario")
    async with serve_sink(SmtpSink(recipient_answer=f"550 5.1.1 <{ADDRESS}> unknown")) as sink:
        await mail_office.postman(sink.port).run_once()
    async with read_connection(mail_office.engine) as connection:
        rows = [*await connection.execute(select(mail)), *await connection.execute(select(outbox))]
    plain = b" ".join(each if isinstance(each, bytes) else str(each).encode() for row in rows for each in row)
    for secret in (ADDRESS.encode(), b"Pe\xc3\xb1a", b"secreto", b"paz y salvo"):
        assert secret not in plain


async def test_starttls_login_and_the_certificate_are_real(mail_office: MailRig, tmp_path: Path) -> None:
    """A server that requires both accepts the message; password and content went through TLS."""
    tls, public = self_signed_certificate(tmp_path)
    id_ = await mail_office.post()
    async with serve_sink(SmtpSink(), tls=tls, login=True) as sink:
        server = SmtpServer(
            host=HOST, port=sink.port, security="starttls", user=USER, password=PASSWORD, authorities=public
        )
        assert isinstance(await mail_office.postman(carrier=SmtpTransport(server)).send_one(), Accepted)
    assert await mail_office.state(id_) == "sent"


async def test_tls_from_the_first_byte(mail_office: MailRig, tmp_path: Path) -> None:
    """Implicit TLS works, as RFC 8314 recommends."""
    tls, public = self_signed_certificate(tmp_path)
    await mail_office.post()
    async with serve_sink(SmtpSink(), tls=tls, implicit=True) as sink:
        server = SmtpServer(host=HOST, port=sink.port, security="tls", authorities=public)
        assert isinstance(await mail_office.postman(carrier=SmtpTransport(server)).send_one(), Accepted)


async def test_a_certificate_that_is_not_trusted_or_of_another_gets_nothing(
    mail_office: MailRig, tmp_path: Path
) -> None:
    """A server with a wrong certificate receives neither password nor message, and the message waits."""
    id_ = await mail_office.post()
    (tmp_path / "otro").mkdir()
    own, _ = self_signed_certificate(tmp_path)
    other, other_file = self_signed_certificate(tmp_path / "otro", name="otro.example")
    for tls, authorities in ((own, None), (other, other_file)):
        async with serve_sink(SmtpSink(), tls=tls) as sink:
            server = SmtpServer(host=HOST, port=sink.port, security="starttls", authorities=authorities)
            result = await mail_office.postman(carrier=SmtpTransport(server)).send_one()
        assert isinstance(result, Deferred)
        assert "ertificate" in result.answer
        assert sink.contents == []
        mail_office.advance(hours=2)
    assert await mail_office.state(id_) == "waiting"


async def test_a_server_without_starttls_gets_nothing(mail_office: MailRig) -> None:
    """An attacker who removes the STARTTLS offer can read nothing."""
    await mail_office.post()
    async with serve_sink(SmtpSink()) as sink:
        server = SmtpServer(host=HOST, port=sink.port, security="starttls")
        result = await mail_office.postman(carrier=SmtpTransport(server)).send_one()
    assert isinstance(result, Deferred)
    assert sink.contents == []


async def test_login_error_of_server_keeps_messages_waiting(mail_office: MailRig, tmp_path: Path) -> None:
    """535 concerns our login: the messages wait until it is corrected, and the server is asked once for all."""
    tls, public = self_signed_certificate(tmp_path)
    first, second = await mail_office.post(), await mail_office.post()
    async with serve_sink(SmtpSink(), tls=tls, login=True) as sink:
        server = SmtpServer(
            host=HOST, port=sink.port, security="starttls", user=USER, password="otra", authorities=public
        )
        assert not await mail_office.postman(carrier=SmtpTransport(server)).run_once()
    assert (await mail_office.fact_kinds()).count("MailDeferred") == 1
    assert {await mail_office.state(first), await mail_office.state(second)} == {"waiting"}


async def test_a_refusal_for_good_is_a_bounce_at_once(mail_office: MailRig) -> None:
    """A 5yz reply to the recipient is not retried."""
    id_ = await mail_office.post()
    async with serve_sink(SmtpSink(recipient_answer="550 5.1.1 no such user")) as sink:
        assert isinstance(await mail_office.postman(sink.port).send_one(), Rejected)
        mail_office.advance(days=1)
        assert await mail_office.postman(sink.port).send_one() is None
    assert (await mail_office.facts())[-1] == MailBounced(mail=id_, stage="at_once", status="5.1.1")
    assert await mail_office.state(id_) == "bounced"


async def test_a_refusal_for_now_is_tried_again_when_it_is_time(mail_office: MailRig) -> None:
    """After a 4yz reply the message is sent a minute later, and does not delay others."""
    id_ = await mail_office.post()
    async with serve_sink(SmtpSink(content_answer="451 4.3.0 try later")) as sink:
        await mail_office.post()
        assert await mail_office.postman(sink.port).run_once()
        assert await mail_office.count_in_state("waiting") == 2
        mail_office.advance(seconds=59)
        assert await mail_office.postman(sink.port).send_one() is None
        sink.content_answer = ""
        mail_office.advance(seconds=1)
        await mail_office.postman(sink.port).run_once()
    assert len(sink.contents) == 2
    facts = await mail_office.facts()
    assert MailDeferred(mail=id_, reason="refused_for_now", code=451, tries=1) in facts
    assert MailSent(mail=id_, code=250, tries=2) in facts


async def test_message_is_given_up_after_ninety_six_hours(mail_office: MailRig) -> None:
    """After ninety-six hours with a server down there is one fact for each attempt, and no further attempt."""
    id_ = await mail_office.post()
    postman = mail_office.postman(1)  # no server listens there
    for _ in range(200):
        await postman.run_once()
        mail_office.advance(hours=1)
    assert await mail_office.state(id_) == "failed"
    kinds = await mail_office.fact_kinds()
    assert kinds[-1] == "MailFailed"
    assert 90 < kinds.count("MailDeferred") < 110


async def test_a_slow_server_is_waited_for_and_a_too_slow_one_leaves_a_doubt(mail_office: MailRig) -> None:
    """Within the time limit of the answer the message is sent, and beyond it its state is uncertain."""
    await mail_office.post()
    async with serve_sink(SmtpSink(answer_delay_s=0.3)) as sink:
        assert isinstance(await mail_office.postman(sink.port).send_one(), Accepted)
    await mail_office.post()
    async with serve_sink(SmtpSink(answer_delay_s=5)) as sink:
        assert isinstance(await mail_office.postman(sink.port, answer_s=0.3).send_one(), Uncertain)


async def test_interrupted_delivery_is_repeated_under_same_id(mail_office: MailRig) -> None:
    """The message is uncertain and sent again by default, and a recipient of both copies sees one Message-ID."""
    id_ = await mail_office.post()
    async with serve_sink(SmtpSink(drops_after_content=True)) as sink:
        assert isinstance(await mail_office.postman(sink.port).send_one(), Uncertain)
        sink.drops_after_content = False
        mail_office.advance(minutes=2)
        await mail_office.postman(sink.port).run_once()
    assert MailUncertain(mail=id_, reason="cut_off", again=True) in await mail_office.facts()
    assert sink.contents[0] == sink.contents[1]
    assert await mail_office.state(id_) == "sent"


async def test_a_site_may_leave_a_doubt_for_a_person(mail_office: MailRig) -> None:
    """On hold the message is not sent, however long it takes."""
    mail_office.hold_uncertain()
    id_ = await mail_office.post()
    async with serve_sink(SmtpSink(drops_after_content=True)) as sink:
        await mail_office.postman(sink.port).run_once()
        mail_office.advance(days=3)
        await mail_office.postman(sink.port).run_once()
    assert len(sink.contents) == 1
    assert await mail_office.state(id_) == "uncertain"
    assert MailUncertain(mail=id_, reason="cut_off", again=False) in await mail_office.facts()


async def test_two_postmen_send_each_message_once(mail_office: MailRig) -> None:
    """A message belongs to one worker at a time."""
    for _ in range(20):
        await mail_office.post()
    async with serve_sink(SmtpSink(answer_delay_s=0.01)) as sink:
        await asyncio.gather(*(mail_office.postman(sink.port).run_once() for _ in range(4)))
    assert len(sink.contents) == 20
    assert len({message_from_bytes(each, policy=default)["Message-ID"] for each in sink.contents}) == 20
    assert (await mail_office.fact_kinds()).count("MailSent") == 20


async def test_orderly_stop_leaves_no_doubt_and_starts_no_second_message(mail_office: MailRig) -> None:
    """An orderly stop leaves no doubt and starts no second message."""
    for _ in range(3):
        await mail_office.post()
    async with serve_sink(SmtpSink(answer_delay_s=0.3)) as sink:
        working = asyncio.create_task(mail_office.postman(sink.port).run())
        await sink.received.wait()
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working
    assert len(sink.contents) == 1
    assert await mail_office.count_in_state("sent") == 1
    assert await mail_office.count_in_state("waiting") == 2
