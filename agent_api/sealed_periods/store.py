"""Sealed periods in the database.

Owns the tables sealed_period and sealed_piece. A month has one row from the moment that somebody asks for it, and its
file comes in the transaction that says that it is sealed: whole or not at all.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from itertools import count
from typing import Any, Literal

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.postgres.engine import read_connection
from storage.tables import sealed_period, sealed_piece

State = Literal["asked", "sealed", "failed"]


class SealedPeriodRow(msgspec.Struct, frozen=True, kw_only=True):
    """A month that somebody asked to have sealed.

    Attributes:
        why: of one that failed or must wait, a sentence for people; else empty.
        first_seq: number of the first fact, once sealed; so are those below.
        head: the chain's hash after the last fact.
        size: of the file, in bytes.
        digest: SHA-256 of the file, hex.
        public_key: of who signed it, hex.
    """

    campaign: str
    month: str
    state: State
    asked_at: datetime
    asked_by: str
    why: str = ""
    sealed_at: datetime | None = None
    first_seq: int | None = None
    last_seq: int | None = None
    head: bytes | None = None
    size: int | None = None
    digest: str | None = None
    public_key: str | None = None


async def find(connection: AsyncConnection, campaign: str, month: str, *, lock: bool = False) -> SealedPeriodRow | None:
    """A month's row, or None.

    Args:
        connection: within a transaction.
        campaign: whose.
        month: ``YYYY-MM``.
        lock: whether nobody else may change it until the transaction ends.
    """
    query = _rows(campaign).where(sealed_period.c.month == month)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else SealedPeriodRow(**row)


async def next_requested(connection: AsyncConnection, campaign: str) -> SealedPeriodRow | None:
    """A month that waits to be sealed, locked; one that another process seals already is left to it."""
    query = _rows(campaign).where(sealed_period.c.state == "asked").order_by(sealed_period.c.asked_at).limit(1)
    row = (await connection.execute(query.with_for_update(skip_locked=True))).mappings().one_or_none()
    return None if row is None else SealedPeriodRow(**row)


async def list_all(connection: AsyncConnection, campaign: str) -> list[SealedPeriodRow]:
    """All of them, the latest month first."""
    rows = await connection.execute(_rows(campaign).order_by(sealed_period.c.month.desc()))
    return [SealedPeriodRow(**each) for each in rows.mappings()]


async def request(connection: AsyncConnection, campaign: str, month: str, *, by: str, now: datetime) -> None:
    """Have a month sealed; one that failed is tried again, any other stays as it is."""
    values = {"state": "asked", "asked_at": now, "asked_by": by, "why": ""}
    new = insert(sealed_period).values(campaign=campaign, month=month, **values)
    upsert = new.on_conflict_do_update(
        index_elements=["campaign", "month"], set_=values, where=sealed_period.c.state == "failed"
    )
    await connection.execute(upsert)


async def update_row(connection: AsyncConnection, row: SealedPeriodRow, **values: Any) -> None:
    """Change a month's row."""
    conditions = (sealed_period.c.campaign == row.campaign, sealed_period.c.month == row.month)
    await connection.execute(update(sealed_period).where(*conditions).values(**values))


async def add_piece(connection: AsyncConnection, row: SealedPeriodRow, position: int, data: bytes) -> None:
    """Keep a piece of a month's file.

    Args:
        connection: within the transaction that seals it.
        row: of the month.
        position: from 0.
        data: the bytes.
    """
    if position == 0:
        conditions = (sealed_piece.c.campaign == row.campaign, sealed_piece.c.month == row.month)
        await connection.execute(delete(sealed_piece).where(*conditions))
    values = {"campaign": row.campaign, "month": row.month, "place": position, "bytes": data}
    await connection.execute(insert(sealed_piece).values(values))


async def piece(connection: AsyncConnection, campaign: str, month: str, position: int) -> bytes | None:
    """A piece of a month's file; None behind the last one.

    Args:
        connection: of the database.
        campaign: whose.
        month: ``YYYY-MM``.
        position: from 0.
    """
    conditions = (sealed_piece.c.campaign == campaign, sealed_piece.c.month == month, sealed_piece.c.place == position)
    data: bytes | None = (
        await connection.execute(select(sealed_piece.c.bytes).where(*conditions))
    ).scalar_one_or_none()
    return data


async def pieces(engine: AsyncEngine, campaign: str, month: str) -> AsyncIterator[bytes]:
    """Return the file of a month, piece by piece; no connection is held while a client takes a piece slowly.

    The first piece is read before it returns: while the database is away there is an answer that says so.

    Args:
        engine: of the database.
        campaign: whose.
        month: ``YYYY-MM``.

    Raises:
        StorageError: PostgreSQL is away.
    """

    async def at(position: int) -> bytes | None:
        async with read_connection(engine) as connection:
            return await piece(connection, campaign, month, position)

    async def rest(data: bytes | None) -> AsyncIterator[bytes]:
        for position in count(1):
            if data is None:
                return
            yield data
            data = await at(position)

    return rest(await at(0))


def _rows(campaign: str) -> Any:
    return select(sealed_period).where(sealed_period.c.campaign == campaign)
