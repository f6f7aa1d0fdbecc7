"""Daily anchors in the database.

Owns the table day_head: one row a day, whichever process inserts it.
"""

from datetime import date, datetime

import msgspec
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.journal.chain import ChainLink
from storage.tables import day_head


class DailyAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """The anchor of a day.

    Attributes:
        day: local date.
        link: the last one of that day.
        told_at: when it was recorded.
        recipients: the number of addresses that it was mailed to.
    """

    day: date
    link: ChainLink
    told_at: datetime
    recipients: int


async def last_day(connection: AsyncConnection, campaign: str) -> date | None:
    """Return the last day that has an anchor, or None."""
    query = select(func.max(day_head.c.day)).where(day_head.c.campaign == campaign)
    day: date | None = (await connection.execute(query)).scalar_one()
    return day


async def add(connection: AsyncConnection, campaign: str, head: DailyAnchor) -> bool:
    """Insert an anchor; return whether this transaction did it and so must mail it."""
    values = {"campaign": campaign, "day": head.day, "seq": head.link.seq, "hash": head.link.hash}
    new = insert(day_head).values(**values, told_at=head.told_at, recipients=head.recipients)
    result = await connection.execute(new.on_conflict_do_nothing().returning(text("1")))
    return result.first() is not None


async def list_latest(connection: AsyncConnection, campaign: str, limit: int, before: date | None) -> list[DailyAnchor]:
    """Return the anchors of days earlier than `before`, the latest first."""
    query = select(day_head).where(day_head.c.campaign == campaign)
    if before is not None:
        query = query.where(day_head.c.day < before)
    rows = await connection.execute(query.order_by(day_head.c.day.desc()).limit(limit))
    return [
        DailyAnchor(
            day=each.day, link=ChainLink(each.seq, bytes(each.hash)), told_at=each.told_at, recipients=each.recipients
        )
        for each in rows
    ]
