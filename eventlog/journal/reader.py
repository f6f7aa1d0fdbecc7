"""Queries of the journal and its folds: heads, facts, call rows, interval counts.

Owns queries that change nothing. `eventlog.journal.writer` writes.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ARRAY, LargeBinary, RowMapping, Select, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from eventlog.facts import Envelope, StreamId
from eventlog.folds.call_record import CallRecord
from eventlog.folds.visits import Visit
from eventlog.journal.chain import ChainLink, genesis
from eventlog.journal.codec import read_canonical
from storage.postgres.engine import read_connection, snapshot
from storage.postgres.queries import Query, QueryFamily
from storage.tables import call, chain_head, interval_count, journal

STREAM_START = StreamId(0, 0)


class JournalHead(msgspec.Struct, frozen=True):
    """The end of a campaign's journal.

    Attributes:
        link: number and hash of the last row; `genesis` before the first.
        stream: the stream id of the last row; 0-0 before the first.
    """

    link: ChainLink
    stream: StreamId


class JournalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as stored, unverified: its columns, the canonical bytes, and the chain's hash.

    Attributes:
        seq: its number in the chain, from 1.
        id: ``epoch-seq`` of the stream.
        type: the fact's tag.
    """

    seq: int
    id: str
    at: datetime
    type: str
    call_id: str
    data: bytes
    hash: bytes


class Journal:
    """Read access to one campaign's journal."""

    def __init__(self, engine: AsyncEngine, campaign: str) -> None:
        self._engine = engine
        self._campaign = campaign

    async def head(self) -> JournalHead:
        """Return the end of the journal."""
        async with read_connection(self._engine) as connection:
            return await read_head(connection, self._campaign)

    async def last_at(self) -> datetime | None:
        """Return the time of the last journaled fact; None while there is none."""
        last = select(journal.c.at).where(journal.c.campaign == self._campaign).order_by(journal.c.seq.desc()).limit(1)
        async with read_connection(self._engine) as connection:
            return (await connection.execute(last)).scalar_one_or_none()

    async def facts_of(self, call_id: str) -> list[Envelope]:
        """Return the facts of one call, in the order of the log; empty if there is no such call."""
        rows = and_(journal.c.call_id == call_id, journal.c.campaign == self._campaign)
        async with read_connection(self._engine) as connection:
            result = await connection.execute(select(journal.c.bytes).where(rows).order_by(journal.c.seq))
            return [read_canonical(data) for data in result.scalars()]

    async def envelopes(self, batch: int = 5000) -> AsyncIterator[Envelope]:
        """Yield every fact in the order of the log, from one snapshot of the journal."""
        async with snapshot(self._engine) as connection:
            async for rows in read_rows(connection, self._campaign, batch):
                for row in rows:
                    yield read_canonical(row.data)

    async def call_with_facts(self, call_id: str) -> tuple[CallRecord, list[Envelope]] | None:
        """Return the record of one call and its facts in the order of the log; None if there is no such call."""
        row = await _CALL_WITH_FACTS.row(self._engine, campaign=self._campaign, call_id=call_id)
        if row is None:
            return None
        columns = dict(row)
        facts = [read_canonical(data) for data in columns.pop("facts")]
        return record_from_row(columns), facts

    async def call(self, call_id: str) -> CallRecord | None:
        """Return the record of one call; None if there is no such call."""
        row = await _CALL.row(self._engine, campaign=self._campaign, call_id=call_id)
        return None if row is None else record_from_row(row)

    async def interval_counts(
        self, begins: datetime, ends: datetime, line: str | None = None, queue: str | None = None
    ) -> dict[str, int]:
        """Return the counts of the calls that arrived from ``begins`` to before ``ends``, by measure.

        Both are starts of intervals, aware. With a queue, the measures of a whole line are missing; see
        `eventlog.folds.counts`.
        """
        rows = await _COUNTS.rows(
            self._engine, campaign=self._campaign, begins=begins, ends=ends, line=line, queue=queue
        )
        return {measure: int(total) for measure, total in rows if total}

    async def counts_by_queue(self, begins: datetime, ends: datetime) -> dict[tuple[str, str], dict[str, int]]:
        """Return the same counts by line and queue, then by measure."""
        count = interval_count.c
        query = (
            select(count.line, count.queue, count.measure, func.sum(count.n))
            .where(count.campaign == self._campaign, count.starts_at >= begins, count.starts_at < ends)
            .group_by(count.line, count.queue, count.measure)
        )
        counts: dict[tuple[str, str], dict[str, int]] = {}
        async with read_connection(self._engine) as connection:
            for line, queue, measure, total in await connection.execute(query):
                counts.setdefault((line, queue), {})[measure] = int(total)
        return counts

    async def facts_between(self, after: StreamId, last: StreamId) -> list[Envelope]:
        """Return the facts after one id up to another of the same epoch, in order; missing facts are skipped."""
        rows = and_(
            journal.c.campaign == self._campaign,
            journal.c.stream_epoch == after.epoch,
            journal.c.stream_seq > after.seq,
            journal.c.stream_seq <= last.seq,
        )
        async with read_connection(self._engine) as connection:
            result = await connection.execute(select(journal.c.bytes).where(rows).order_by(journal.c.stream_seq))
            return [read_canonical(data) for data in result.scalars()]

    async def _records(self, query: Select[tuple[object, ...]]) -> list[CallRecord]:
        async with read_connection(self._engine) as connection:
            return [record_from_row(row) for row in (await connection.execute(query)).mappings()]


async def read_head(connection: AsyncConnection, campaign: str, *, lock: bool = False) -> JournalHead:
    """Read the end of a campaign's journal; ``lock`` holds the head, which must exist, until the transaction ends."""
    query = select(chain_head).where(chain_head.c.campaign == campaign)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        return JournalHead(genesis(campaign), STREAM_START)
    return JournalHead(ChainLink(row.seq, row.hash), StreamId(row.stream_epoch, row.stream_seq))


async def read_rows(connection: AsyncConnection, campaign: str, batch: int) -> AsyncIterator[list[JournalRow]]:
    """Yield the rows of a journal in the order of the chain, in batches, within a transaction."""
    after = -1  # a forged row may have any number
    while rows := await _batch(connection, campaign, after, batch):
        yield rows
        after = rows[-1].seq


def record_from_row(row: RowMapping | Mapping[str, Any]) -> CallRecord:
    """Convert a row of the table call to a record: the columns have the names of the fields."""
    visits = row["visits"]
    read = msgspec.json.decode if isinstance(visits, str) else msgspec.convert  # the driver returns JSON as text
    return CallRecord(**{**row, "visits": read(visits, type=tuple[Visit, ...])})


def row_from_record(record: CallRecord) -> dict[str, Any]:
    """Convert a record to the row that `record_from_row` reads."""
    return {**msgspec.structs.asdict(record), "visits": msgspec.to_builtins(record.visits)}


async def read_records(connection: AsyncConnection, campaign: str, call_ids: Sequence[str]) -> dict[str, CallRecord]:
    """Return the records of some calls, by id; those that do not exist are missing."""
    query = _records(campaign).where(call.c.call_id.in_(call_ids))
    return {row["call_id"]: record_from_row(row) for row in (await connection.execute(query)).mappings()}


async def read_open_calls(connection: AsyncConnection, campaign: str) -> list[CallRecord]:
    """Return the calls of a campaign that have not ended, by arrival."""
    query = _records(campaign).where(call.c.ended_at.is_(None)).order_by(call.c.arrived_at)
    return [record_from_row(row) for row in (await connection.execute(query)).mappings()]


def _records(campaign: str) -> Select[tuple[object, ...]]:
    return select(call).where(call.c.campaign == campaign)


_one_call = select(call).where(call.c.campaign == bindparam("campaign"), call.c.call_id == bindparam("call_id"))
_CALL = Query(_one_call)
_facts = (
    select(journal.c.bytes)
    .where(journal.c.call_id == bindparam("call_id"), journal.c.campaign == bindparam("campaign"))
    .order_by(journal.c.seq)
)
_CALL_WITH_FACTS = Query(
    _one_call.add_columns(func.array(_facts.scalar_subquery(), type_=ARRAY(LargeBinary)).label("facts"))
)


_counts = interval_count.c
_COUNTS = QueryFamily(
    select(_counts.measure, func.sum(_counts.n))
    .where(
        _counts.campaign == bindparam("campaign"),
        _counts.starts_at >= bindparam("begins"),
        _counts.starts_at < bindparam("ends"),
    )
    .group_by(_counts.measure),
    {("line",): _counts.line == bindparam("line"), ("queue",): _counts.queue == bindparam("queue")},
)
"""Sums by measure over a campaign's intervals, optionally of one line or queue."""


async def _batch(connection: AsyncConnection, campaign: str, after: int, batch: int) -> list[JournalRow]:
    query = select(journal).where(journal.c.campaign == campaign, journal.c.seq > after)
    return [
        JournalRow(
            seq=row.seq,
            id=f"{row.stream_epoch}-{row.stream_seq}",
            at=row.at,
            type=row.type,
            call_id=row.call_id,
            data=row.bytes,
            hash=row.hash,
        )
        for row in await connection.execute(query.order_by(journal.c.seq).limit(batch))
    ]
