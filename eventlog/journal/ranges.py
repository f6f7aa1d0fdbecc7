"""Ranges of the journal: the row of a moment, and the rows between two numbers.

Owns these queries; they change nothing. Facts never go back in time within a campaign, so a binary search over the row
numbers finds a moment; no index on time is needed.
"""

from collections.abc import AsyncIterator, Collection
from datetime import datetime

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.journal.chain import ChainedRow, ChainLink, genesis
from eventlog.journal.reader import STREAM_START, JournalRow, read_head
from storage.tables import journal


class Position(msgspec.Struct, frozen=True):
    """A row in the chain: its link, and its fact's ``epoch-seq``."""

    link: ChainLink
    id: str


async def first_row_from(connection: AsyncConnection, campaign: str, moment: datetime, last: int | None = None) -> int:
    """Find the number of the first row at or after a moment; one more than the last row if there is none.

    The connection must see one state of the journal. ``last`` is the last row to search, by default the journal's.
    """
    if last is None:
        last = (await read_head(connection, campaign)).link.seq
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        if await read_row_time(connection, campaign, middle) < moment:
            low = middle + 1
        else:
            high = middle
    return low


async def read_row_time(connection: AsyncConnection, campaign: str, seq: int) -> datetime:
    """Return the time of an existing row's fact."""
    query = select(journal.c.at).where(journal.c.campaign == campaign, journal.c.seq == seq)
    row_time: datetime = (await connection.execute(query)).scalar_one()
    return row_time


async def read_position(connection: AsyncConnection, campaign: str, seq: int) -> Position:
    """Return the position of an existing row; for number 0 the chain's beginning."""
    if seq == 0:
        return Position(genesis(campaign), str(STREAM_START))
    columns = journal.c
    query = select(columns.hash, columns.stream_epoch, columns.stream_seq).where(
        columns.campaign == campaign, columns.seq == seq
    )
    row = (await connection.execute(query)).one()
    return Position(ChainLink(seq, bytes(row.hash)), f"{row.stream_epoch}-{row.stream_seq}")


async def read_range(
    connection: AsyncConnection, campaign: str, first: int, last: int, batch: int = 1000
) -> AsyncIterator[list[JournalRow]]:
    """Yield the rows between two numbers, both included, in batches; the connection is in a transaction."""
    columns = journal.c
    while first <= last:
        upto = min(last, first + batch - 1)
        query = select(journal).where(and_(columns.campaign == campaign, columns.seq >= first, columns.seq <= upto))
        rows = await connection.execute(query.order_by(columns.seq))
        yield [
            JournalRow(
                seq=each.seq,
                id=f"{each.stream_epoch}-{each.stream_seq}",
                at=each.at,
                type=each.type,
                call_id=each.call_id,
                data=bytes(each.bytes),
                hash=bytes(each.hash),
            )
            for each in rows
        ]
        first = upto + 1


async def read_fact_bytes(
    connection: AsyncConnection, campaign: str, first: int, last: int, *, types: Collection[str] = (), batch: int = 2000
) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Yield the canonical bytes of the rows between two numbers, both included, in batches of scanned rows.

    Each batch comes with the number of its last scanned row. The transaction must see one state; no ``types`` means
    all.
    """
    for at in range(first, last + 1, batch):
        until = min(at + batch - 1, last)
        rows = journal.c.seq.between(at, until)
        query = select(journal.c.bytes).where(journal.c.campaign == campaign, rows).order_by(journal.c.seq)
        if types:
            query = query.where(journal.c.type.in_(types))
        yield until, list((await connection.execute(query)).scalars())


async def read_typed_bytes(
    connection: AsyncConnection, campaign: str, first: int, last: int, types: Collection[str]
) -> list[bytes]:
    """Return the canonical bytes of the rows of some types between two numbers, both included, in order.

    For types that a partial index has; other types make it read every row between the numbers.
    """
    row = journal.c
    query = select(row.bytes).where(row.campaign == campaign, row.seq.between(first, last), row.type.in_(types))
    return list((await connection.execute(query.order_by(row.seq))).scalars())


async def read_chained_rows(
    connection: AsyncConnection, campaign: str, first: int, last: int, types: Collection[str]
) -> list[ChainedRow]:
    """Return the rows of some types between two numbers, both included; the transaction must see one state."""
    row, previous = journal.c, journal.alias("previous")
    before = func.coalesce(previous.c.hash, genesis(campaign).hash).label("before")
    query = (
        select(row.seq, before, row.bytes, row.hash)
        .outerjoin(previous, and_(previous.c.campaign == campaign, previous.c.seq == row.seq - 1))
        .where(row.campaign == campaign, row.seq.between(first, last), row.type.in_(types))
    )
    rows = await connection.execute(query.order_by(row.seq))
    return [
        ChainedRow(seq=each.seq, before=bytes(each.before), data=bytes(each.bytes), hash=bytes(each.hash))
        for each in rows
    ]
