"""Daily anchors: record the journal's last link of each day and mail it to the interventoría.

Owns the recipients and the text. The row, its fact and the mails are one transaction, so several processes may run
this, and a crash leaves either all of them or none.
"""

from datetime import date, datetime
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.anchors import daily_store
from agent_api.anchors.daily_store import DailyAnchor
from agent_api.anchors.domain.daily_schedule import days_due, end_of_day
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.mail.domain.contents import DayHeadText
from agent_api.mail.domain.messages import MailAttachment, Recipient
from agent_api.mail.service import OutgoingMessage, post
from config.site.model import Site
from eventlog.facts.oversight.seal import DayHeadTold
from eventlog.journal.ranges import first_row_from, read_position
from eventlog.journal.reader import Journal
from metrics.sealed.anchors import format_anchor
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection, snapshot, unit_of_work

ACTOR: Final = "system:oversight"
log = structlog.get_logger(__name__)


async def send_daily_anchors(context: JobContext, now: datetime) -> int:
    """Record and mail the anchor of each finished day that has none yet.

    Returns:
        The number of days recorded.

    Raises:
        StorageError: PostgreSQL is unavailable; the days already recorded stay.
    """
    campaign = context.site.campaign
    async with read_connection(context.engine) as connection:
        last = await daily_store.last_day(connection, campaign)
    days = days_due(last, now, await Journal(context.engine, campaign).last_at())
    count = sum([await _send_day(context.engine, context.cipher, context.site, day, now) for day in days])
    if count:
        log.info("day_heads_told", campaign=campaign, number=count)
    return count


async def _send_day(engine: AsyncEngine, cipher: FieldCipher, site: Site, day: date, now: datetime) -> bool:
    """Record and mail one day's anchor; a day before the first fact has none."""
    campaign = site.campaign
    async with snapshot(engine) as connection:
        last = await first_row_from(connection, campaign, end_of_day(day)) - 1
        link = (await read_position(connection, campaign, last)).link
    if last == 0:
        return False
    people = site.oversight.mail if site.mail else ()
    head = DailyAnchor(day=day, link=link, told_at=now, recipients=len(people))
    async with unit_of_work(engine) as connection:
        if not await daily_store.add(connection, campaign, head):
            return False
        fact = DayHeadTold(day=day.isoformat(), seq=link.seq, hash=link.hash.hex(), recipients=len(people))
        author = Author(actor=ACTOR, at=now, site_version=site.version)
        await append_facts(connection, campaign, [fact], author)
        for address in people:
            await _mail(connection, cipher, site, address, head)
    return True


async def _mail(connection: AsyncConnection, cipher: FieldCipher, site: Site, address: str, head: DailyAnchor) -> None:
    anchor = format_anchor(head.link)
    content = DayHeadText(entity=site.entity, day=head.day, seq=f"{head.link.seq}", anchor=anchor)
    name = f"cabeza-{site.campaign}-{head.day.isoformat()}.txt"
    file = MailAttachment(name=name, media_type="text/plain", content=f"{head.day.isoformat()} {anchor}\n".encode())
    message = OutgoingMessage(to=Recipient(address=address), content=content, attachments=(file,))
    await post(connection, message, site=site, cipher=cipher, actor=ACTOR, now=head.told_at)
