"""Wall displays in the database. Owns the table wall_display."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Select, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.displays.domain.display import DisplayRow
from storage.tables import wall_display

_row = wall_display.c
_NAMES: Final = DisplayRow.__struct_fields__


async def add(connection: AsyncConnection, campaign: str, row: DisplayRow) -> None:
    """Insert a display."""
    await connection.execute(insert(wall_display).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def save(connection: AsyncConnection, campaign: str, row: DisplayRow) -> None:
    """Store a changed display."""
    statement = update(wall_display).where(_row.campaign == campaign, _row.id == row.id)
    await connection.execute(statement.values(**msgspec.structs.asdict(row)))


async def note_seen(connection: AsyncConnection, campaign: str, identity: str, at: datetime) -> None:
    """Note that a display reads."""
    statement = update(wall_display).where(_row.campaign == campaign, _row.id == identity)
    await connection.execute(statement.values(seen_at=at))


async def find(
    connection: AsyncConnection, campaign: str, identity: str, *, for_update: bool = False
) -> DisplayRow | None:
    """Return a display; `for_update` locks it until the transaction ends."""
    query = _query(campaign).where(_row.id == identity)
    rows = await _read(connection, query.with_for_update() if for_update else query)
    return rows[0] if rows else None


async def list_waiting(connection: AsyncConnection, campaign: str, now: datetime) -> list[DisplayRow]:
    """Return the displays whose pairing code has not expired; the transaction locks them."""
    query = _query(campaign).where(_row.revoked_at.is_(None), _row.code.is_not(None), _row.code_expires_at > now)
    return await _read(connection, query.with_for_update())


async def list_current(connection: AsyncConnection, campaign: str, now: datetime) -> list[DisplayRow]:
    """Return the displays that are neither revoked nor expired, the oldest first."""
    query = _query(campaign).where(_row.revoked_at.is_(None), _row.expires_at > now)
    return await _read(connection, query.order_by(_row.created_at, _row.id))


async def list_former(connection: AsyncConnection, campaign: str, now: datetime, limit: int) -> list[DisplayRow]:
    """Return the last created displays that are revoked or expired, the latest first."""
    over = or_(_row.revoked_at.is_not(None), _row.expires_at <= now)
    query = _query(campaign).where(over).order_by(_row.created_at.desc(), _row.id.desc())
    return await _read(connection, query.limit(limit))


def _query(campaign: str) -> Select[Any]:
    columns = (_row[name] for name in _NAMES)
    return select(*columns).where(_row.campaign == campaign)


async def _read(connection: AsyncConnection, query: Select[Any]) -> list[DisplayRow]:
    return [DisplayRow(**row) for row in (await connection.execute(query)).mappings()]
