"""Practices in the database. Owns the table practice."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from agent_api.practice.domain.practice import Done, PracticeRow
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import practice

_row = practice.c
_OWN = ("id", "advisor", "scenario", "site_version", "slot", "started_at", "started_by", "expires_at")
_END = ("ended_at", "end", "ended_by")
_DONE = Done.__struct_fields__


async def lock(connection: AsyncConnection, campaign: str) -> None:
    """Lock the campaign's practices until the transaction ends, so that no two take one slot."""
    await lock_numbers(connection, practice, campaign)


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number; the transaction must hold `lock`."""
    return await next_number(connection, practice, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: PracticeRow) -> None:
    """Insert a practice."""
    await connection.execute(insert(practice).values(campaign=campaign, **{name: getattr(row, name) for name in _OWN}))


async def set_end(connection: AsyncConnection, campaign: str, row: PracticeRow) -> None:
    """Store the end of a practice and the advisor's work."""
    columns = {name: getattr(row, name) for name in _END} | {name: getattr(row.done, name) for name in _DONE}
    statement = update(practice).where(_row.campaign == campaign, _row.id == row.id)
    await connection.execute(statement.values(**columns))


async def find(
    connection: AsyncConnection, campaign: str, id_: str, *, advisor: str = "", lock: bool = False
) -> PracticeRow | None:
    """Return a practice by number, only of an advisor if one is named."""
    query = _query(campaign).where(_row.id == id_)
    if advisor:
        query = query.where(_row.advisor == advisor)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().first()
    return _read(row) if row else None


async def list_unended(connection: AsyncConnection, campaign: str) -> list[PracticeRow]:
    """Return the practices without an end, those whose time is over included."""
    query = _query(campaign).where(_row.ended_at.is_(None)).order_by(_row.started_at)
    return [_read(row) for row in (await connection.execute(query)).mappings()]


async def page(
    connection: AsyncConnection, campaign: str, limit: int, after: Cursor | None, *, advisor: str = ""
) -> list[PracticeRow]:
    """Return practices, the latest first, of one advisor if one is named."""
    query = _query(campaign)
    if advisor:
        query = query.where(_row.advisor == advisor)
    if after:
        query = query.where(tuple_(_row.started_at, _row.id) < (after.at, after.id))
    query = query.order_by(_row.started_at.desc(), _row.id.desc()).limit(limit)
    return [_read(row) for row in (await connection.execute(query)).mappings()]


async def last_slot(connection: AsyncConnection, campaign: str) -> int:
    """Return the slot of the latest practice; 0 if there is none."""
    query = select(_row.slot).where(_row.campaign == campaign)
    return int(await connection.scalar(query.order_by(_row.started_at.desc(), _row.id.desc()).limit(1)) or 0)


def _query(campaign: str) -> Select[Any]:
    return select(*(_row[name] for name in (*_OWN, *_END, *_DONE))).where(_row.campaign == campaign)


def _read(row: Any) -> PracticeRow:
    own: Sequence[str] = (*_OWN, *_END)
    return PracticeRow(**{name: row[name] for name in own}, done=Done(**{name: row[name] for name in _DONE}))
