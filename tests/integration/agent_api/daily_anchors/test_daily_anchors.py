"""The head of a day is stored, logged and sent, once."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.anchors import daily_store
from agent_api.anchors.daily_service import send_daily_anchors
from agent_api.kit.job_context import JobContext
from agent_api.mail.domain import stored_message as mails
from config.site.model import Site
from config.site.oversight.mailboxes import Oversight
from eventlog.facts import Envelope
from eventlog.facts.oversight.seal import DayHeadTold
from eventlog.journal.codec import read_fact
from eventlog.journal.ranges import first_row_from, read_position
from eventlog.journal.writer import write
from metrics.sealed.anchors import read_anchors
from storage.postgres.engine import read_connection, snapshot, unit_of_work
from storage.tables import mail, outbox
from tests.support.facts.call_logs import SEALER
from tests.support.facts.synthetic_month import CAMPAIGN, month
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
TO = "interventoria@entidad.example"
SITE = msgspec.structs.replace(sample_site(), campaign=CAMPAIGN, oversight=Oversight(mail=(TO,)))
MORNING = datetime(2026, 11, 11, 5, 1, tzinfo=UTC)


async def journal(engine: AsyncEngine, upto: datetime) -> list[Envelope]:
    """Journal the month up to that moment."""
    facts = [each for each in month(200) if each.at < upto]
    async with unit_of_work(engine) as connection:
        await write(connection, CAMPAIGN, facts, {}, cipher=SEALER)
    return facts


async def send_anchors(engine: AsyncEngine, now: datetime, site: Site = SITE, tellers: int = 1) -> int:
    """Let some workers run at the same time; return how many days they sent."""
    return sum(
        await asyncio.gather(*(send_daily_anchors(JobContext(engine, SEALER, site), now) for _ in range(tellers)))
    )


async def sent(engine: AsyncEngine) -> list[tuple[str, EmailMessage]]:
    """Return the waiting messages."""
    async with read_connection(engine) as connection:
        rows = (await connection.execute(select(mail).order_by(mail.c.posted_at))).all()
    opened = [
        (
            SEALER.decrypt(r.recipient, field=mails.RECIPIENT, row=r.id),
            SEALER.decrypt(r.content, field=mails.CONTENT, row=r.id),
        )
        for r in rows
    ]
    return [(to, message_from_string(content, _class=EmailMessage, policy=default)) for to, content in opened]  # type: ignore[arg-type]


async def read_facts(engine: AsyncEngine) -> list[DayHeadTold]:
    """Return the facts that wait in the outbox."""
    async with read_connection(engine) as connection:
        facts = [read_fact(each) for each in (await connection.execute(select(outbox.c.fact))).scalars()]
    return [each for each in facts if isinstance(each, DayHeadTold)]


async def test_three_workers_at_same_time_and_one_later_make_one_row_one_fact(engine: AsyncEngine) -> None:
    """Three workers at the same time and one later make one row, one fact, and one mail that the verifier can read."""
    facts = await journal(engine, MORNING + timedelta(hours=12))
    assert await send_anchors(engine, MORNING + timedelta(hours=12), tellers=3) == 1
    assert await send_anchors(engine, MORNING + timedelta(hours=13)) == 0
    last = sum(each.at < datetime(2026, 11, 11, 5, tzinfo=UTC) for each in facts)
    async with read_connection(engine) as connection:
        [head] = await daily_store.list_latest(connection, CAMPAIGN, 9, None)
        link = (await read_position(connection, CAMPAIGN, last)).link
    assert (head.day, head.link, head.recipients) == (date(2026, 11, 10), link, 1)
    [fact] = await read_facts(engine)
    assert (fact.day, fact.seq, fact.hash, fact.recipients) == ("2026-11-10", last, link.hash.hex(), 1)
    [(to, message)] = await sent(engine)
    assert to == TO
    [file] = message.iter_attachments()
    assert file.get_filename() == f"cabeza-{CAMPAIGN}-2026-11-10.txt"
    assert read_anchors(file.get_content()) == read_anchors(message.as_string()) == (link,)


async def test_missed_days_are_sent_later(engine: AsyncEngine) -> None:
    """Each day has its own link."""
    await journal(engine, MORNING)
    assert await send_anchors(engine, MORNING + timedelta(hours=1)) == 1
    assert await send_anchors(engine, MORNING + timedelta(days=2, hours=1)) == 2
    async with read_connection(engine) as connection:
        heads = await daily_store.list_latest(connection, CAMPAIGN, 9, None)
    assert [each.day.day for each in heads] == [12, 11, 10]
    assert len({each.link for each in heads}) <= 2


async def test_a_site_that_does_not_write_keeps_its_heads(engine: AsyncEngine) -> None:
    """The API shows the heads all the same, and before the first fact there is none."""
    assert await send_anchors(engine, MORNING) == 0
    await journal(engine, MORNING)
    assert await send_anchors(engine, MORNING + timedelta(hours=1), msgspec.structs.replace(SITE, mail=None)) == 1
    assert await sent(engine) == []
    [fact] = await read_facts(engine)
    assert fact.recipients == 0


async def test_a_moment_is_found_in_the_chain(engine: AsyncEngine) -> None:
    """A moment leads to the first row at or after it; after the last row, to one more than there are."""
    facts = await journal(engine, MORNING)
    async with snapshot(engine) as connection:
        for index in (0, 1, 57, len(facts) - 1):
            first = next(n for n, each in enumerate(facts, 1) if each.at >= facts[index].at)
            assert await first_row_from(connection, CAMPAIGN, facts[index].at) == first
        assert await first_row_from(connection, CAMPAIGN, MORNING) == len(facts) + 1
