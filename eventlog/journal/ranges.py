"""A stretch of the journal: where a moment lies in the chain, and its rows as they are stored.

Owns these queries; they change nothing. Facts never go back in time within a campaign, so a moment is found by halving
the numbers of the rows: no index on time is needed.
"""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.journal.chain import Link, genesis
from eventlog.journal.reader import STREAM_START, JournalRow, read_head
from storage.tables import journal


class Position(msgspec.Struct, frozen=True):
    """A row in the chain: its link, and its fact's ``epoch-seq``."""

    link: Link
    id: str


async def first_row_from(connection: AsyncConnection, campaign: str, moment: datetime) -> int:
    """The number of the first row at or after a moment; one more than the last row where there is none.

    Args:
        connection: that sees one state of the journal.
        campaign: whose.
        moment: aware.
    """
    low, high = 1, (await read_head(connection, campaign)).link.seq + 1
    while low < high:
        middle = (low + high) // 2
        if await read_row_time(connection, campaign, middle) < moment:
            low = middle + 1
        else:
            high = middle
    return low


async def read_row_time(connection: AsyncConnection, campaign: str, seq: int) -> datetime:
    """When the fact of a row happened; the row is there."""
    wanted = select(journal.c.at).where(journal.c.campaign == campaign, journal.c.seq == seq)
    found: datetime = (await connection.execute(wanted)).scalar_one()
    return found


async def read_position(connection: AsyncConnection, campaign: str, seq: int) -> Position:
    """Where a row is; for number 0 the chain's beginning.

    Args:
        connection: of the database.
        campaign: whose journal.
        seq: of a row that there is, or 0.
    """
    if seq == 0:
        return Position(genesis(campaign), str(STREAM_START))
    row = journal.c
    wanted = select(row.hash, row.stream_epoch, row.stream_seq).where(row.campaign == campaign, row.seq == seq)
    found = (await connection.execute(wanted)).one()
    return Position(Link(seq, bytes(found.hash)), f"{found.stream_epoch}-{found.stream_seq}")


async def read_range(
    connection: AsyncConnection, campaign: str, first: int, last: int, batch: int = 1000
) -> AsyncIterator[list[JournalRow]]:
    """The rows from one number up to another, both included, a batch at a time.

    Args:
        connection: within a transaction.
        campaign: whose journal.
        first: number of the first row.
        last: of the last one.
        batch: how many rows at most.
    """
    row = journal.c
    while first <= last:
        upto = min(last, first + batch - 1)
        wanted = select(journal).where(and_(row.campaign == campaign, row.seq >= first, row.seq <= upto))
        found = await connection.execute(wanted.order_by(row.seq))
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
            for each in found
        ]
        first = upto + 1
