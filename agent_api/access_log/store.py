"""The rows of the access log in the database: append those of new facts, read a page, and digest a period.

Owns the tables access_log_entry and access_log_fold. Rows are only added: a trigger and the rights of the application's
account refuse any change. Each page reads an index in its order, so its cost does not grow with the past.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, and_, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access_log.domain.movements import MOVEMENTS, AccessRow, access_row
from agent_api.access_log.domain.review_due import RowsDigest
from agent_api.kit.pagination import Cursor
from eventlog.journal.codec import read_canonical
from eventlog.journal.reader import read_head
from storage.tables import access_log_entry, access_log_fold, journal

_DIGEST_BATCH: Final = 5000
_row = access_log_entry.c


class AccessLogRow(AccessRow, frozen=True, kw_only=True):
    """A row in its place: the number of its fact in the journal, and when it happened."""

    seq: int
    at: datetime


class AccessLogFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of the log; None matches any. ``begins`` is included, ``ends`` is not."""

    begins: datetime | None = None
    ends: datetime | None = None
    account: str | None = None
    actor: str | None = None
    kind: str | None = None
    channel: str | None = None
    subject: str | None = None


async def append_batch(connection: AsyncConnection, campaign: str, batch: int) -> bool:
    """Append the rows of the next facts of the journal; return whether that reaches its end.

    Concurrent calls wait for each other, so each fact gets one row.
    """
    position = await _lock_position(connection, campaign)
    head = (await read_head(connection, campaign)).link.seq
    until = min(position + batch, head)
    if until > position:
        rows = await _new_rows(connection, campaign, position + 1, until)
        if rows:
            await connection.execute(insert(access_log_entry), rows)
        row = access_log_fold.c
        await connection.execute(update(access_log_fold).where(row.campaign == campaign).values(seq=until))
    return until >= head


async def _lock_position(connection: AsyncConnection, campaign: str) -> int:
    first = {"campaign": campaign, "seq": 0}
    await connection.execute(insert(access_log_fold).values(first).on_conflict_do_nothing())
    query = select(access_log_fold.c.seq).where(access_log_fold.c.campaign == campaign).with_for_update()
    return int((await connection.execute(query)).scalar_one())


async def _new_rows(connection: AsyncConnection, campaign: str, first: int, last: int) -> list[dict[str, Any]]:
    fact = journal.c
    query = select(fact.seq, fact.bytes).where(
        fact.campaign == campaign, fact.seq.between(first, last), fact.type.in_(MOVEMENTS)
    )
    rows = []
    for seq, data in await connection.execute(query.order_by(fact.seq)):
        envelope = read_canonical(bytes(data))
        row = access_row(envelope)
        if row is not None:
            rows.append({"campaign": campaign, "seq": seq, "at": envelope.at, **msgspec.structs.asdict(row)})
    return rows


async def page(
    connection: AsyncConnection, campaign: str, filter_: AccessLogFilter, *, limit: int, after: Cursor | None = None
) -> list[AccessLogRow]:
    """Return a page of the log, the newest first."""
    query = select(*(_row[name] for name in AccessLogRow.__struct_fields__))
    query = query.where(*_conditions(campaign, filter_))
    if after is not None:
        query = query.where(tuple_(_row.at, _row.seq) < (after.at, int(after.id)))
    rows = await connection.execute(query.order_by(_row.at.desc(), _row.seq.desc()).limit(limit))
    return [AccessLogRow(**each) for each in rows.mappings()]


async def digest_period(connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime) -> RowsDigest:
    """Count the rows of a period and digest them: of each, its number and the hash of the journal's chain there.

    The chain's hash covers all that the fact says, so the digest can be computed again from the journal alone.
    """
    found, digest = 0, hashlib.sha256()
    async for rows in _hashes(connection, campaign, begins, ends):
        for seq, hash_ in rows:
            digest.update(f"{seq} {bytes(hash_).hex()}\n".encode())
        found += len(rows)
    return RowsDigest(found, digest.hexdigest())


async def _hashes(
    connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime
) -> AsyncIterator[Sequence[Any]]:
    after = -1
    same = and_(journal.c.campaign == _row.campaign, journal.c.seq == _row.seq)
    while True:
        query = select(_row.seq, journal.c.hash).join(journal, same)
        query = query.where(*_conditions(campaign, AccessLogFilter(begins=begins, ends=ends)), _row.seq > after)
        rows = (await connection.execute(query.order_by(_row.at, _row.seq).limit(_DIGEST_BATCH))).all()
        if not rows:
            return
        yield rows
        after = rows[-1][0]


async def first_row_time(connection: AsyncConnection, campaign: str) -> datetime | None:
    """Return the time of the first row; None while the log is empty."""
    query = select(_row.at).where(_row.campaign == campaign).order_by(_row.at, _row.seq).limit(1)
    first: datetime | None = await connection.scalar(query)
    return first


async def count_movements(connection: AsyncConnection, campaign: str, kind: str, movement: str) -> int:
    """Count the rows of a movement among those of its kind, which should be few."""
    query = select(func.count()).where(_row.campaign == campaign, _row.kind == kind, _row.movement == movement)
    return int(await connection.scalar(query) or 0)


def _conditions(campaign: str, filter_: AccessLogFilter) -> list[ColumnElement[bool]]:
    conditions = [_row.campaign == campaign]
    if filter_.begins is not None:
        conditions.append(_row.at >= filter_.begins)
    if filter_.ends is not None:
        conditions.append(_row.at < filter_.ends)
    values = {name: getattr(filter_, name) for name in ("account", "actor", "kind", "channel", "subject")}
    return [*conditions, *(_row[name] == value for name, value in values.items() if value is not None)]
