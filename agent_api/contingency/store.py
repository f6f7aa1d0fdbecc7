"""Contingency messages in the database. Owns the table contingency_message."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.contingency.domain.message import MessageRow
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import contingency_message

REASON: Final = "contingency_message.reason"
"""The name of the encrypted field."""
_row = contingency_message.c
_NAMES: Final = MessageRow.__struct_fields__


async def lock(connection: AsyncConnection, campaign: str) -> None:
    """Lock the campaign's messages until the transaction ends, so that a line has one at a time."""
    await lock_numbers(connection, contingency_message, campaign)


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number; the transaction must hold `lock`."""
    return await next_number(connection, contingency_message, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: MessageRow) -> None:
    """Insert a message."""
    await connection.execute(insert(contingency_message).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def set_end(connection: AsyncConnection, campaign: str, row: MessageRow) -> None:
    """Store the end of a message."""
    statement = update(contingency_message).where(_row.campaign == campaign, _row.id == row.id)
    await connection.execute(statement.values(ended_at=row.ended_at, end=row.end, ended_by=row.ended_by))


async def list_unended(connection: AsyncConnection, campaign: str) -> list[MessageRow]:
    """Return the messages without an end, those whose time is over included, the latest first."""
    return await _read(connection, _query(campaign).where(_row.ended_at.is_(None)))


async def list_due(connection: AsyncConnection, campaign: str, now: datetime) -> list[MessageRow]:
    """Return the messages without an end whose time is over; the transaction locks them."""
    query = _query(campaign).where(_row.ended_at.is_(None), _row.until <= now)
    return await _read(connection, query.with_for_update(skip_locked=True))


async def list_ended(connection: AsyncConnection, campaign: str, limit: int) -> list[MessageRow]:
    """Return the messages that ended, the latest first."""
    return await _read(connection, _query(campaign).where(_row.ended_at.is_not(None)).limit(limit))


def _query(campaign: str) -> Select[Any]:
    columns = (_row[name] for name in _NAMES)
    return select(*columns).where(_row.campaign == campaign).order_by(_row.started_at.desc(), _row.id.desc())


async def _read(connection: AsyncConnection, query: Select[Any]) -> list[MessageRow]:
    return [MessageRow(**row) for row in (await connection.execute(query)).mappings()]
