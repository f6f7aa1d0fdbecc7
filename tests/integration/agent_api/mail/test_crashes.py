"""Postmen that die: what they had is found again, and at most the one message in flight goes out twice."""

import asyncio
import signal
import sys

import pytest

from agent_api.mail.postman import LEASE
from eventlog.facts import MailDeferred, MailUncertain
from tests.integration.agent_api.mail.office import Office
from tests.integration.agent_api.mail.sinks import Sink, serving

pytestmark = pytest.mark.integration


async def killed(database: str, sink: Sink, where: str) -> None:
    """Run a postman that dies there."""
    program = [sys.executable, "-m", "tests.integration.agent_api.mail.dying_postman", database, str(sink.port), where]
    process = await asyncio.create_subprocess_exec(*program)
    assert await process.wait() == -signal.SIGKILL


async def test_killed_between_sending_and_writing_down(mail_office: Office, postgres_url: str) -> None:
    """Of three messages one was in flight: it alone goes out twice, under one Message-ID, and that is told."""
    first = await mail_office.post()
    mail_office.later(seconds=1)  # the program's clock stands at the beginning: it sees the first one alone
    await mail_office.post()
    await mail_office.post()
    async with serving(Sink()) as sink:
        await killed(postgres_url, sink, "before_writing")
        assert len(sink.taken) == 1
        await mail_office.postman(sink.port).round()
        assert len(sink.taken) == 3
        assert await mail_office.state(first) == "handed"
        mail_office.later(minutes=10)
        await mail_office.postman(sink.port).round()
        mail_office.later(minutes=2)
        await mail_office.postman(sink.port).round()
    assert len(sink.taken) == 4
    assert sink.taken[3] == sink.taken[0]
    assert MailUncertain(mail=first, reason="worker_lost", again=True) in await mail_office.facts()
    assert await mail_office.how_many("sent") == 3


async def test_killed_before_the_content_left(mail_office: Office, postgres_url: str) -> None:
    """Nobody can have it: it is tried again without any doubt, and goes out once."""
    id_ = await mail_office.post()
    async with serving(Sink()) as sink:
        await killed(postgres_url, sink, "before_handing")
        mail_office.later(seconds=LEASE.total_seconds())
        await mail_office.postman(sink.port).round()
        assert sink.taken == []
        mail_office.later(minutes=2)
        await mail_office.postman(sink.port).round()
    assert len(sink.taken) == 1
    assert MailDeferred(mail=id_, reason="worker_lost", code=0, tries=1) in await mail_office.facts()
    assert "MailUncertain" not in await mail_office.told()


async def test_a_site_that_holds_leaves_it_for_a_person(mail_office: Office, postgres_url: str) -> None:
    """It stays uncertain, and nothing is sent twice."""
    mail_office.holds()
    id_ = await mail_office.post()
    async with serving(Sink()) as sink:
        await killed(postgres_url, sink, "before_writing")
        mail_office.later(days=1)
        await mail_office.postman(sink.port).round()
    assert len(sink.taken) == 1
    assert await mail_office.state(id_) == "uncertain"
