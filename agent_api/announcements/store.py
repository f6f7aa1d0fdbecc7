"""Bulletins and their receipts in the database.

Owns the tables bulletin and bulletin_receipt. Each query reads an index, so that its cost does not grow with the past.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Select, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.announcements.domain.bulletin import LONGEST, RATE, BulletinRow
from agent_api.kit.pagination import Cursor
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import bulletin, bulletin_receipt

TITLE: Final = "bulletin.title"
TEXT: Final = "bulletin.text"
"""The names of the encrypted fields."""
_NAMES: Final = BulletinRow.__struct_fields__
_row, _receipt = bulletin.c, bulletin_receipt.c


class ReceiptRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person to whom a bulletin was delivered."""

    user: str
    delivered_at: datetime
    received_at: datetime | None
    read_at: datetime | None


class OwnRow(NamedTuple):
    """A bulletin and the receipt of one user."""

    bulletin: BulletinRow
    receipt: ReceiptRow


class ReadCounts(NamedTuple):
    """How many people a bulletin goes to, who have it on their screen, and who read it."""

    delivered: int = 0
    received: int = 0
    read: int = 0


async def lock(connection: AsyncConnection, campaign: str) -> None:
    """Lock the numbers of bulletins until the transaction ends."""
    await lock_numbers(connection, bulletin, campaign)


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number; the transaction must hold `lock`."""
    return await next_number(connection, bulletin, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: BulletinRow) -> None:
    """Insert a bulletin."""
    await connection.execute(insert(bulletin).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock_row: bool = False) -> BulletinRow | None:
    """Return a bulletin, locked for update if asked."""
    query = _select().where(_row.campaign == campaign, _row.id == id_)
    row = (await connection.execute(query.with_for_update() if lock_row else query)).mappings().one_or_none()
    return BulletinRow(**row) if row else None


async def set_withdrawn(connection: AsyncConnection, campaign: str, id_: str, user: str, now: datetime) -> None:
    """Store that a bulletin was withdrawn."""
    statement = update(bulletin).where(_row.campaign == campaign, _row.id == id_)
    await connection.execute(statement.values(withdrawn_at=now, withdrawn_by=user))


async def latest_of(connection: AsyncConnection, campaign: str, user: str) -> list[datetime]:
    """Return when an author published their latest bulletins, as many as the rate needs, the latest first."""
    query = select(_row.published_at).where(_row.campaign == campaign, _row.published_by == user)
    return list((await connection.execute(query.order_by(_row.published_at.desc()).limit(RATE))).scalars())


async def page(
    connection: AsyncConnection, campaign: str, *, kinds: Collection[str], limit: int, after: Cursor | None
) -> list[BulletinRow]:
    """Return a page of bulletins, the newest first, that continues ``after`` the previous page."""
    query = _select().where(_row.campaign == campaign, _row.kind.in_(kinds))
    if after is not None:
        query = query.where(tuple_(_row.published_at, _row.id) < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(_row.published_at.desc(), _row.id.desc()).limit(limit))
    return [BulletinRow(**each) for each in rows.mappings()]


async def list_standing_announcements(connection: AsyncConnection, campaign: str, now: datetime) -> list[BulletinRow]:
    """Return the announcements that are shown now."""
    query = _select().where(_row.campaign == campaign, _row.withdrawn_at.is_(None), _row.ends_at > now)
    rows = await connection.execute(query.where(_row.kind == "announcement", _row.begins_at <= now).order_by(_row.id))
    return [BulletinRow(**each) for each in rows.mappings()]


async def count_receipts(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> dict[str, ReadCounts]:
    """Return the numbers of readers by bulletin."""
    query = select(
        _receipt.bulletin, func.count(), func.count(_receipt.received_at), func.count(_receipt.read_at)
    ).where(_receipt.campaign == campaign, _receipt.bulletin.in_(ids))
    return {row[0]: ReadCounts(*row[1:]) for row in await connection.execute(query.group_by(_receipt.bulletin))}


async def list_receipts(connection: AsyncConnection, campaign: str, id_: str) -> list[ReceiptRow]:
    """Return the readers of a bulletin, by login."""
    columns = (_receipt[name] for name in ReceiptRow.__struct_fields__)
    query = select(*columns).where(_receipt.campaign == campaign, _receipt.bulletin == id_).order_by(_receipt.user)
    return [ReceiptRow(**row) for row in (await connection.execute(query)).mappings()]


async def deliver(
    connection: AsyncConnection, campaign: str, id_: str, users: Collection[str], now: datetime
) -> list[str]:
    """Store that a bulletin goes to some users; return those to whom it did not go before."""
    if not users:
        return []
    rows = [{"campaign": campaign, "bulletin": id_, "user": user, "delivered_at": now} for user in sorted(users)]
    statement = upsert(bulletin_receipt).values(rows).on_conflict_do_nothing().returning(_receipt.user)
    return sorted((await connection.execute(statement)).scalars())


async def list_own(
    connection: AsyncConnection,
    campaign: str,
    user: str,
    *,
    standing_at: datetime | None,
    limit: int,
    after: Cursor | None,
) -> list[OwnRow]:
    """Return a page of the bulletins of a user, the newest first; with ``standing_at``, those that are shown then."""
    receipts = [_receipt[name].label(f"receipt_{name}") for name in ReceiptRow.__struct_fields__]
    query = select(*(_row[name] for name in _NAMES), *receipts).join(
        bulletin_receipt, (_receipt.campaign == _row.campaign) & (_receipt.bulletin == _row.id)
    )
    query = query.where(_receipt.campaign == campaign, _receipt.user == user)
    if standing_at is not None:
        query = query.where(_row.withdrawn_at.is_(None), _row.begins_at <= standing_at, _row.ends_at > standing_at)
        query = query.where(_receipt.delivered_at > standing_at - LONGEST - timedelta(days=1))
    if after is not None:
        query = query.where(tuple_(_receipt.delivered_at, _receipt.bulletin) < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(_receipt.delivered_at.desc(), _receipt.bulletin.desc()).limit(limit))
    return [
        OwnRow(
            BulletinRow(**{name: row[name] for name in _NAMES}),
            ReceiptRow(**{name: row[f"receipt_{name}"] for name in ReceiptRow.__struct_fields__}),
        )
        for row in rows.mappings()
    ]


async def mark_received(
    connection: AsyncConnection, campaign: str, user: str, ids: Collection[str], now: datetime
) -> None:
    """Store that a user's screen has some bulletins; the first time counts."""
    statement = update(bulletin_receipt).where(*_own(campaign, user, ids), _receipt.received_at.is_(None))
    await connection.execute(statement.values(received_at=now))


async def mark_read(
    connection: AsyncConnection, campaign: str, user: str, ids: Collection[str], now: datetime
) -> list[str]:
    """Store that a user read some bulletins; return those that were unread, by number."""
    statement = update(bulletin_receipt).where(*_own(campaign, user, ids), _receipt.read_at.is_(None))
    read = await connection.execute(statement.values(read_at=now).returning(_receipt.bulletin))
    return sorted(read.scalars())


def _own(campaign: str, user: str, ids: Collection[str]) -> tuple[Any, ...]:
    return _receipt.campaign == campaign, _receipt.user == user, _receipt.bulletin.in_(ids)


def _select() -> Select[Any]:
    return select(*(_row[name] for name in _NAMES))
