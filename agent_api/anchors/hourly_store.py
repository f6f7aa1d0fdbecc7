"""Hourly anchors in the database, and the last one that each external destination has.

Owns the tables anchor and anchor_delivery. Each number exists once, whichever process inserts it.
"""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, and_, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import anchor, anchor_delivery, journal


class StoredAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """A stored anchor.

    Attributes:
        number: from 1.
        written: the signed text that is delivered.
    """

    number: int
    taken_at: datetime
    written: str


async def find_latest(connection: AsyncConnection, campaign: str) -> StoredAnchor | None:
    """Return the latest anchor, or None."""
    row = (await connection.execute(_select_of(campaign).order_by(anchor.c.number.desc()).limit(1))).mappings().first()
    return None if row is None else StoredAnchor(**row)


async def add(connection: AsyncConnection, campaign: str, stored: StoredAnchor) -> bool:
    """Insert an anchor; return whether this transaction did it and so must send it."""
    new = insert(anchor).values(campaign=campaign, **msgspec.structs.asdict(stored))
    result = await connection.execute(new.on_conflict_do_nothing().returning(text("1")))
    return result.first() is not None


async def list_undelivered(
    connection: AsyncConnection, campaign: str, destination: str, limit: int
) -> list[StoredAnchor]:
    """Return the anchors that a destination lacks, the oldest first."""
    had = select(anchor_delivery.c.number).where(
        anchor_delivery.c.campaign == campaign, anchor_delivery.c.place == destination
    )
    query = _select_of(campaign).where(anchor.c.number > func.coalesce(had.scalar_subquery(), 0))
    result = await connection.execute(query.order_by(anchor.c.number).limit(limit))
    return [StoredAnchor(**row) for row in result.mappings()]


async def record_attempt(
    connection: AsyncConnection, campaign: str, destination: str, number: int, now: datetime
) -> None:
    """Record an attempt and the last delivered anchor (0: none); the number never decreases."""
    new = insert(anchor_delivery).values(campaign=campaign, place=destination, number=number, tried_at=now)
    later = {"number": func.greatest(anchor_delivery.c.number, new.excluded.number), "tried_at": now}
    await connection.execute(new.on_conflict_do_update(index_elements=["campaign", "place"], set_=later))


async def undelivered_since(connection: AsyncConnection, campaign: str, after: datetime) -> dict[str, datetime | None]:
    """Return by destination when its oldest missing anchor was taken; None if it lacks none.

    Only destinations with an attempt later than `after` are included.
    """
    missing = and_(anchor.c.campaign == campaign, anchor.c.number > anchor_delivery.c.number)
    oldest = select(func.min(anchor.c.taken_at)).where(missing).scalar_subquery()
    query = select(anchor_delivery.c.place, oldest.label("since")).where(
        anchor_delivery.c.campaign == campaign, anchor_delivery.c.tried_at > after
    )
    return {row.place: row.since for row in await connection.execute(query)}


async def counts_between(connection: AsyncConnection, campaign: str, after: int, upto: int) -> dict[str, int]:
    """Count the facts of each type with a sequence number above `after` and up to `upto`."""
    query = select(journal.c.type, func.count()).where(
        journal.c.campaign == campaign, journal.c.seq > after, journal.c.seq <= upto
    )
    return {row[0]: int(row[1]) for row in await connection.execute(query.group_by(journal.c.type))}


def _select_of(campaign: str) -> Select[Any]:
    return select(anchor.c.number, anchor.c.taken_at, anchor.c.written).where(anchor.c.campaign == campaign)
