"""Stretches of the journal: the facts from one moment to another, found without an index on time.

Owns the search. Within a campaign time never goes back from one row to the next, so a moment's place is found by
halving; of each half one row is looked at by its key.
"""

from collections.abc import AsyncIterator, Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import journal


async def first_row_since(connection: AsyncConnection, campaign: str, moment: datetime, last: int) -> int:
    """The number of the first row that is not before a moment; one behind the last where all are.

    Args:
        connection: of the database.
        campaign: whose journal.
        moment: aware.
        last: number of the last row that is looked at.
    """
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        wanted = select(journal.c.at).where(journal.c.campaign == campaign, journal.c.seq == middle)
        if (await connection.execute(wanted)).scalar_one() < moment:
            low = middle + 1
        else:
            high = middle
    return low


async def read_fact_bytes(
    connection: AsyncConnection, campaign: str, first: int, last: int, *, types: Collection[str] = (), batch: int = 2000
) -> AsyncIterator[tuple[int, list[bytes]]]:
    """The canonical bytes of the rows from one to another, both included, a batch at a time.

    Args:
        connection: within a transaction that sees one state.
        campaign: whose journal.
        first: number of the first row.
        last: number of the last row.
        types: tags of the facts that are wanted; all where none is named.
        batch: how many rows are looked at, at most.

    Returns:
        Of each batch the number of the last row that was looked at, and the bytes.
    """
    for at in range(first, last + 1, batch):
        until = min(at + batch - 1, last)
        rows = journal.c.seq.between(at, until)
        wanted = select(journal.c.bytes).where(journal.c.campaign == campaign, rows).order_by(journal.c.seq)
        if types:
            wanted = wanted.where(journal.c.type.in_(types))
        yield until, list((await connection.execute(wanted)).scalars())
