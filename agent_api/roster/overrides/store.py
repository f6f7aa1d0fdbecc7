"""Changes of queues in the database. Owns the table queue_override."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Select, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.roster.domain.queue_override import OverrideRow
from storage.tables import queue_override

REASON: Final = "queue_override.reason"
"""The name of the encrypted field."""
_row = queue_override.c
_NAMES: Final = OverrideRow.__struct_fields__


async def add(connection: AsyncConnection, campaign: str, row: OverrideRow) -> None:
    """Insert a change; the advisor must have no other one without an end."""
    await connection.execute(insert(queue_override).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def set_end(connection: AsyncConnection, campaign: str, row: OverrideRow) -> None:
    """Store the end of a change."""
    statement = update(queue_override).where(_row.campaign == campaign, _row.id == row.id)
    await connection.execute(statement.values(ended_at=row.ended_at, end=row.end, ended_by=row.ended_by))


async def list_unended(
    connection: AsyncConnection, campaign: str, advisors: Collection[str] | None = None
) -> list[OverrideRow]:
    """Return the changes without an end of these advisors or, with None, of all; the latest first."""
    query = _query(campaign).where(_row.ended_at.is_(None))
    return await _read(connection, query if advisors is None else query.where(_row.advisor.in_(advisors)))


async def list_due(connection: AsyncConnection, campaign: str, now: datetime) -> list[OverrideRow]:
    """Return the changes without an end whose time is over; the transaction locks them."""
    query = _query(campaign).where(_row.ended_at.is_(None), _row.until <= now)
    return await _read(connection, query.with_for_update(skip_locked=True))


async def list_ended(connection: AsyncConnection, campaign: str, limit: int) -> list[OverrideRow]:
    """Return the changes that ended, the latest first."""
    return await _read(connection, _query(campaign).where(_row.ended_at.is_not(None)).limit(limit))


async def list_touched(connection: AsyncConnection, campaign: str, since: datetime) -> list[str]:
    """Return the advisors with a change that has no end, or whose end is after a moment."""
    recent = or_(_row.ended_at.is_(None), _row.ended_at >= since)
    query = select(func.distinct(_row.advisor)).where(_row.campaign == campaign, recent)
    return sorted((await connection.execute(query)).scalars())


def _query(campaign: str) -> Select[Any]:
    columns = (_row[name] for name in _NAMES)
    return select(*columns).where(_row.campaign == campaign).order_by(_row.started_at.desc(), _row.id.desc())


async def _read(connection: AsyncConnection, query: Select[Any]) -> list[OverrideRow]:
    return [OverrideRow(**row) for row in (await connection.execute(query)).mappings()]
