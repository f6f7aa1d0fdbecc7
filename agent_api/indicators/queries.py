"""Read the stored counts and their position in the journal.

Owns the encoding of counts in a row. `store` writes them.
"""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from metrics.indicators.aggregation import ScopeFilter
from metrics.indicators.cells import DETAILS, CellKey, Counts, Population
from storage.postgres.engine import read_connection
from storage.tables import indicator_count, indicator_fold, journal

StoredCounts = dict[Population, dict[str, int]]
_GAP_PATTERN: Final = b'%"gap":%'
_in_progress_decoder = msgspec.json.Decoder(tuple[CellKey, ...])
COUNTS_DECODER = msgspec.json.Decoder(StoredCounts)
_parts_decoder = msgspec.json.Decoder(dict[Population, msgspec.Raw])
_cell_decoder = msgspec.json.Decoder(dict[str, int])


class CountPosition(msgspec.Struct, frozen=True):
    """How far the journal of a campaign is counted.

    Attributes:
        seq: the last counted row of the journal.
        at: the time of its fact; None before the first.
        in_progress: the cells of calls and visits that have not ended.
    """

    seq: int
    at: datetime | None
    in_progress: tuple[CellKey, ...]


async def position_of(connection: AsyncConnection, campaign: str) -> CountPosition:
    """Return how far the journal of a campaign is counted."""
    row = indicator_fold.c
    query = select(row.seq, row.at, row.going_on).where(row.campaign == campaign)
    stored = (await connection.execute(query)).one_or_none()
    return (
        CountPosition(0, None, ())
        if stored is None
        else CountPosition(stored.seq, stored.at, _in_progress_decoder.decode(stored.going_on))
    )


async def is_behind(engine: AsyncEngine, campaign: str) -> bool:
    """Return whether the journal holds facts that are not counted."""
    async with read_connection(engine) as connection:
        seq = (await position_of(connection, campaign)).seq
        more = select(journal.c.seq).where(journal.c.campaign == campaign, journal.c.seq > seq).limit(1)
        return (await connection.execute(more)).one_or_none() is not None


async def counts_between(
    connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime, scope: ScopeFilter, *, by_day: bool
) -> dict[CellKey, dict[str, int]]:
    """Return the counts of a period, without calls in progress, and the marks of data gaps.

    ``ends`` is exclusive. ``by_day`` returns sums of local days instead of intervals; both moments must then be local
    midnights.
    """
    row = indicator_count.c
    query = select(row.slot, row.line, row.queue, row.counts).where(
        row.campaign == campaign, row.whole_day.is_(by_day), row.slot >= begins, row.slot < ends
    )
    of_house = and_(row.line == "", row.queue == "")
    conditions = [
        None if scope.line is None else row.line == scope.line,
        (None if scope.queues else row.queue == "") if scope.queue is None else row.queue == scope.queue,
    ]
    narrowed = [each for each in conditions if each is not None]
    if narrowed:
        query = query.where(or_(and_(*narrowed), and_(of_house, row.counts.op("LIKE")(_GAP_PATTERN))))
    cells: dict[CellKey, dict[str, int]] = {}
    for slot, line, queue, counts in (await connection.execute(query)).all():
        start = int(slot.timestamp())
        for population, cell in COUNTS_DECODER.decode(counts).items():
            cells[CellKey(start, line, queue, population)] = cell
    return cells


async def details_between(
    connection: AsyncConnection,
    campaign: str,
    begins: datetime,
    ends: datetime,
    population: Population,
    *,
    line: str | None = None,
    queue: str | None = None,
) -> list[tuple[CellKey, Counts]]:
    """Return the cells of one population by local day, in order.

    Both moments are local midnights, ``ends`` exclusive.
    """
    row = indicator_count.c
    column = row.details if population in DETAILS else row.counts
    query = select(row.slot, row.line, row.queue, column.label("encoded")).where(
        row.campaign == campaign, row.whole_day, row.slot >= begins, row.slot < ends, column.is_not(None)
    )
    query = query.where(
        *(column == value for column, value in ((row.line, line), (row.queue, queue)) if value is not None)
    )
    cells: list[tuple[CellKey, Counts]] = []
    for slot, of_line, of_queue, parts in await connection.execute(query.order_by(row.slot, row.line, row.queue)):
        encoded = _parts_decoder.decode(parts).get(population)
        if encoded is not None:
            key = CellKey(int(slot.timestamp()), of_line, of_queue, population)
            cells.append((key, _cell_decoder.decode(encoded)))
    return cells
