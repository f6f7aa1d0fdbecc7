"""Calls by their ids, for other nouns: the records, and the data notices that the callers heard."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.keyset import within_window
from agent_api.kit.pagination import KeysetWindow
from eventlog.facts import NoticePlayed
from eventlog.folds.call_record import CallRecord
from eventlog.journal.codec import read_canonical
from eventlog.journal.reader import record_from_row
from storage.tables import call, journal


class HeardNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice of data treatment that the caller heard to its end; ``notice`` is its version."""

    key: str
    at: datetime
    call_id: str
    notice: str


async def list_records(
    connection: AsyncConnection, campaign: str, call_ids: Collection[str], window: KeysetWindow
) -> list[CallRecord]:
    """Return those of some calls that arrived within a window, the newest first."""
    query = select(call).where(call.c.campaign == campaign, call.c.call_id.in_(call_ids))
    rows = await connection.execute(within_window(query, window, call.c.arrived_at, call.c.call_id))
    return [record_from_row(row) for row in rows.mappings()]


async def list_heard_notices(
    connection: AsyncConnection, campaign: str, call_ids: Collection[str], window: KeysetWindow
) -> list[HeardNotice]:
    """Return the notices heard on some calls within a window, the newest first."""
    key = func.lpad(cast(journal.c.seq, Text), 20, "0")
    query = select(key.label("key"), journal.c.at, journal.c.call_id, journal.c.bytes)
    query = query.where(journal.c.campaign == campaign, journal.c.call_id.in_(call_ids))
    query = query.where(journal.c.type == NoticePlayed.__name__)
    rows = await connection.execute(within_window(query, window, journal.c.at, key))
    return [
        HeardNotice(key=row.key, at=row.at, call_id=row.call_id, notice=fact.notice)
        for row in rows
        if isinstance(fact := read_canonical(row.bytes).fact, NoticePlayed)
    ]
