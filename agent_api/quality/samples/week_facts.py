"""Reads of a week in the journal: its frame, its last link, the commitment in time, and the audit of its sample.

Owns the queries. The connection of each function is in a transaction that sees one state of the journal. The facts of
the week are read, and those after it only until the last of its calls has ended.
"""

from collections.abc import Iterator
from typing import get_args

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts import SampleSeedCommitted
from eventlog.facts.quality.sample import SampleChannel, SampleFact
from eventlog.journal.chain import ChainLink
from eventlog.journal.codec import read_canonical
from eventlog.journal.ranges import (
    first_row_from,
    read_chained_rows,
    read_fact_bytes,
    read_position,
    read_row_time,
)
from eventlog.journal.reader import read_head
from metrics.quality.samples.audit import SampleAudit
from metrics.quality.samples.frame import FRAME_TYPES, FRAMES, Frame
from metrics.quality.samples.seed_facts import COMMITMENT_LEAD, SeedFacts
from metrics.quality.samples.week import Week

_BATCH = 20_000
_SAMPLE_TYPES = frozenset(each.__name__ for each in get_args(SampleFact))


class WeekRows(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of a week's rows in the journal: the first, the one after the last, and the journal's last."""

    first: int
    end: int
    last: int


class WeekFrame(msgspec.Struct, frozen=True, kw_only=True):
    """A frame as far as the journal has its facts, and the link of the week's last fact."""

    frame: Frame
    head: ChainLink


async def find_rows(connection: AsyncConnection, campaign: str, week: Week) -> WeekRows | None:
    """Find the rows of a week; None while the journal has no fact after it, so that its last one is unknown."""
    last = (await read_head(connection, campaign)).link.seq
    if last == 0 or await read_row_time(connection, campaign, last) < week.ends:
        return None
    first = await first_row_from(connection, campaign, week.begins, last)
    return WeekRows(first=first, end=await first_row_from(connection, campaign, week.ends, last), last=last)


async def read_frame(
    connection: AsyncConnection, campaign: str, week: Week, channel: SampleChannel, rows: WeekRows
) -> WeekFrame:
    """Read the frame of a week; it may still have calls in progress."""
    frame, types = FRAMES[channel](week), FRAME_TYPES[channel]
    facts = read_fact_bytes(connection, campaign, rows.first, rows.last, types=types, batch=_BATCH)
    async for until, batch in facts:
        for data in batch:
            frame.add(read_canonical(data))
        if until >= rows.end - 1 and not frame.open_items:
            break
    return WeekFrame(frame=frame, head=await week_head(connection, campaign, rows))


async def week_head(connection: AsyncConnection, campaign: str, rows: WeekRows) -> ChainLink:
    """Return the link of the last fact before the week's end."""
    return (await read_position(connection, campaign, rows.end - 1)).link


async def has_commitment(
    connection: AsyncConnection, campaign: str, week: Week, commitment: str, rows: WeekRows
) -> bool:
    """Return whether a commitment is the first one of the week in the chain, before the week begins."""
    seed = SeedFacts(week)
    first = await first_row_from(connection, campaign, week.begins - COMMITMENT_LEAD, rows.last)
    types = {SampleSeedCommitted.__name__}
    async for _, batch in read_fact_bytes(connection, campaign, first, rows.first - 1, types=types, batch=_BATCH):
        for data in batch:
            seed.add(read_canonical(data))
        if seed.commitment:
            break
    return seed.commitment == commitment


async def audit_sample(
    connection: AsyncConnection, campaign: str, week: Week, channel: SampleChannel
) -> SampleAudit | None:
    """Repeat the draw of a week from the journal alone; None while the journal has no fact after the week."""
    rows = await find_rows(connection, campaign, week)
    if rows is None:
        return None
    audit = SampleAudit(week, channel)
    audit.head = await week_head(connection, campaign, rows)
    first = await first_row_from(connection, campaign, week.begins - COMMITMENT_LEAD, rows.last)
    for at, until in _batches(first, rows):
        types = _SAMPLE_TYPES | (FRAME_TYPES[channel] if rows.first <= at < rows.end or audit.needs_frame else set())
        for row in await read_chained_rows(connection, campaign, at, until, types):
            audit.add(row)
    return audit


def _batches(first: int, rows: WeekRows) -> Iterator[tuple[int, int]]:
    """Yield first and last row of each batch; none crosses the beginning or the end of the week."""
    for begin, end in ((first, rows.first), (rows.first, rows.end), (rows.end, rows.last + 1)):
        for at in range(begin, end, _BATCH):
            yield at, min(at + _BATCH, end) - 1
