"""Queries of calls for other nouns: by id, by the caller's number, and the data notices that the callers heard.

It only reads. A number finds its calls once the recorder has stored it, a moment after the call arrives.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import BigInteger, Integer, Text, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.pagination import KeysetWindow
from agent_api.kit.pagination.keyset import within_window
from eventlog.facts import NoticePlayed
from eventlog.folds.call_record import CallRecord
from eventlog.journal.codec import read_canonical
from eventlog.journal.reader import record_from_row
from eventlog.person_data import number_print
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.queries import Query
from storage.tables import call, journal, person_data

_p, _c = person_data.c, call.c
_BY_ID: Final = Query(select(call).where(_c.campaign == bindparam("campaign"), _c.call_id == bindparam("call_id")))
_BY_NUMBER: Final = Query(
    select(call)
    .join(person_data, (_c.campaign == _p.campaign) & (_c.caller_ref == _p.ref) & (_c.caller_ref != ""))
    .where(
        _p.campaign == bindparam("campaign"),
        _p.value_print == bindparam("print", type_=BigInteger),
        _p.value_print.is_not(None),
    )
    .order_by(_p.created_at.desc())
    .limit(bindparam("most", type_=Integer))
)
_REFS_OF_NUMBER: Final = Query(
    select(_p.ref)
    .where(
        _p.campaign == bindparam("campaign"),
        _p.value_print == bindparam("print", type_=BigInteger),
        _p.value_print.is_not(None),
    )
    .order_by(_p.created_at.desc())
    .limit(bindparam("most", type_=Integer))
)


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


async def find_latest_in_queue(
    connection: AsyncConnection, campaign: str, queue: str, since: datetime
) -> CallRecord | None:
    """Return the last call of a queue that arrived since a moment; None if there is none."""
    query = select(call).where(call.c.campaign == campaign, call.c.queue == queue, call.c.arrived_at >= since)
    rows = await connection.execute(query.order_by(call.c.arrived_at.desc(), call.c.call_id).limit(1))
    row = rows.mappings().first()
    return None if row is None else record_from_row(row)


async def find_latest_since(connection: AsyncConnection, campaign: str, since: datetime) -> CallRecord | None:
    """Return the last call of any line that arrived since a moment, without call-backs and anomalous traffic."""
    query = select(call).where(call.c.campaign == campaign, call.c.arrived_at >= since)
    query = query.where(call.c.of_call == "", call.c.set_aside == "")
    rows = await connection.execute(query.order_by(call.c.arrived_at.desc(), call.c.call_id).limit(1))
    row = rows.mappings().first()
    return None if row is None else record_from_row(row)


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


async def find_call(engine: AsyncEngine, campaign: str, call_id: str) -> CallRecord | None:
    """Return a call by its id.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    row = await _BY_ID.row(engine, campaign=campaign, call_id=call_id)
    return None if row is None else record_from_row(row)


async def find_calls_of_number(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, number: str, most: int
) -> list[CallRecord]:
    """Return the last calls of a number, the newest first.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    printed = number_print(cipher, campaign, number)
    if printed is None:
        return []
    rows = await _BY_NUMBER.rows(engine, campaign=campaign, print=printed, most=most)
    return sorted(map(record_from_row, rows), key=lambda each: each.arrived_at, reverse=True)


async def find_refs_of_number(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, number: str, most: int
) -> list[str] | None:
    """Return the references of a number in the latest calls; None if the text is too short for a number.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    printed = number_print(cipher, campaign, number)
    if printed is None:
        return None
    return [row["ref"] for row in await _REFS_OF_NUMBER.rows(engine, campaign=campaign, print=printed, most=most)]
