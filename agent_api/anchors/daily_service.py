"""Telling the interventoría the head of each day, once.

Owns what is written to whom. The row, its fact and the messages are of one transaction, so any number of processes may
do this, and one that dies has told or has not.
"""

from datetime import date, datetime
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.anchors import daily_store
from agent_api.anchors.daily_store import DayHead
from agent_api.anchors.domain.daily_schedule import days_due, ends
from agent_api.kit.periodic import Desk
from agent_api.mail.domain.contents import DayHeadText
from agent_api.mail.domain.messages import Attachment, Recipient
from agent_api.mail.service import Outgoing, post
from eventlog import outbox
from eventlog.facts.oversight.seal import DayHeadTold
from eventlog.journal.ranges import first_from, place_of
from eventlog.journal.reader import Journal
from metrics.sealed.anchors import written
from storage.postgres.engine import reading, snapshot, unit_of_work

ACTOR: Final = "system:oversight"
log = structlog.get_logger(__name__)


async def tell_heads(desk: Desk, now: datetime) -> int:
    """Write down and send the head of each day that is over and has none yet.

    Args:
        desk: what it is told with.
        now: aware.

    Returns:
        How many days were told.

    Raises:
        StorageError: PostgreSQL is away; what was told is told.
    """
    campaign = desk.site.campaign
    async with reading(desk.engine) as connection:
        last = await daily_store.last_day(connection, campaign)
    days = days_due(last, now, await Journal(desk.engine, campaign).last_at())
    told = sum([await _tell(desk, day, now) for day in days])
    if told:
        log.info("day_heads_told", campaign=campaign, number=told)
    return told


async def _tell(desk: Desk, day: date, now: datetime) -> bool:
    """A day before the first fact has no head."""
    campaign = desk.site.campaign
    async with snapshot(desk.engine) as connection:
        last = await first_from(connection, campaign, ends(day)) - 1
        link = (await place_of(connection, campaign, last)).link
    if last == 0:
        return False
    people = desk.site.oversight.mail if desk.site.mail else ()
    head = DayHead(day=day, link=link, told_at=now, recipients=len(people))
    async with unit_of_work(desk.engine) as connection:
        if not await daily_store.keep(connection, campaign, head):
            return False
        fact = DayHeadTold(day=day.isoformat(), seq=link.seq, hash=link.hash.hex(), recipients=len(people))
        await outbox.put(connection, campaign, [fact], actor=ACTOR, site_version=desk.site.version)
        for address in people:
            await _write(connection, desk, address, head)
    return True


async def _write(connection: AsyncConnection, desk: Desk, address: str, head: DayHead) -> None:
    anchor = written(head.link)
    told = DayHeadText(entity=desk.site.entity, day=head.day, seq=f"{head.link.seq}", anchor=anchor)
    name = f"cabeza-{desk.site.campaign}-{head.day.isoformat()}.txt"
    file = Attachment(name=name, media_type="text/plain", content=f"{head.day.isoformat()} {anchor}\n".encode())
    message = Outgoing(to=Recipient(address=address), told=told, attachments=(file,))
    await post(connection, message, site=desk.site, sealer=desk.sealer, actor=ACTOR, now=head.told_at)
