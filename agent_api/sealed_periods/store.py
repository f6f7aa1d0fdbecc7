"""Sealed periods in the database.

Owns the tables sealed_period and sealed_piece. A request creates the row of a month. The file is stored in the
transaction that marks the month as sealed: whole or not at all.
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
    """A month with a request to seal it.

    Attributes:
        why: reason of a failure or delay, for users; else empty.
        first_seq: number of the first fact; like the fields below, set once sealed.
        head: the chain's hash after the last fact.
        size: of the file, in bytes.
        digest: SHA-256 of the file, hex.
        public_key: of the signer, hex.
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
    """Find the row of a month (``YYYY-MM``); ``lock`` locks it until the transaction ends."""
    query = _rows(campaign).where(sealed_period.c.month == month)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else SealedPeriodRow(**row)


async def next_requested(connection: AsyncConnection, campaign: str) -> SealedPeriodRow | None:
    """Lock and return a requested month that no other process is sealing."""
    query = _rows(campaign).where(sealed_period.c.state == "asked").order_by(sealed_period.c.asked_at).limit(1)
    row = (await connection.execute(query.with_for_update(skip_locked=True))).mappings().one_or_none()
    return None if row is None else SealedPeriodRow(**row)


async def list_all(connection: AsyncConnection, campaign: str) -> list[SealedPeriodRow]:
    """Return all rows, latest month first."""
    rows = await connection.execute(_rows(campaign).order_by(sealed_period.c.month.desc()))
    return [SealedPeriodRow(**each) for each in rows.mappings()]


async def request(connection: AsyncConnection, campaign: str, month: str, *, by: str, now: datetime) -> None:
    """Request the sealing of a month; retry a failed one and leave others unchanged."""
    values = {"state": "asked", "asked_at": now, "asked_by": by, "why": ""}
    new = insert(sealed_period).values(campaign=campaign, month=month, **values)
    upsert = new.on_conflict_do_update(
        index_elements=["campaign", "month"], set_=values, where=sealed_period.c.state == "failed"
    )
    await connection.execute(upsert)


async def update_row(connection: AsyncConnection, row: SealedPeriodRow, **values: Any) -> None:
    """Update a month's row."""
    conditions = (sealed_period.c.campaign == row.campaign, sealed_period.c.month == row.month)
    await connection.execute(update(sealed_period).where(*conditions).values(**values))


async def add_piece(connection: AsyncConnection, row: SealedPeriodRow, position: int, data: bytes) -> None:
    """Store a chunk of a month's file, numbered from 0, in the sealing transaction."""
    if position == 0:
        conditions = (sealed_piece.c.campaign == row.campaign, sealed_piece.c.month == row.month)
        await connection.execute(delete(sealed_piece).where(*conditions))
    values = {"campaign": row.campaign, "month": row.month, "place": position, "bytes": data}
    await connection.execute(insert(sealed_piece).values(values))


async def piece(connection: AsyncConnection, campaign: str, month: str, position: int) -> bytes | None:
    """Return a chunk of a month's file, numbered from 0; None after the last one."""
    conditions = (sealed_piece.c.campaign == campaign, sealed_piece.c.month == month, sealed_piece.c.place == position)
    data: bytes | None = (
        await connection.execute(select(sealed_piece.c.bytes).where(*conditions))
    ).scalar_one_or_none()
    return data


async def pieces(engine: AsyncEngine, campaign: str, month: str) -> AsyncIterator[bytes]:
    """Return the chunks of a month's file; no connection is held while a slow client reads.

    The first chunk is read before returning, so that a database failure can still become the response.

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
