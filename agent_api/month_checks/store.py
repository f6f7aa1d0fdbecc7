"""Counts of a month's unfinished calls. Owns no table; every count reads the calls of the month by index."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import call, disposition, draft


async def count_open(connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime) -> int:
    """Count the calls that have not ended."""
    query = _count_calls(campaign, begins, ends).where(call.c.ended_at.is_(None))
    return int(await connection.scalar(query) or 0)


async def count_untyped(connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime) -> int:
    """Count the answered calls without a disposition."""
    typed = exists().where(_is_of_call(disposition))
    query = _count_calls(campaign, begins, ends).where(call.c.answered_at.is_not(None), ~typed)
    return int(await connection.scalar(query) or 0)


async def count_drafts(connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime) -> int:
    """Count the drafts of calls."""
    query = _count_calls(campaign, begins, ends).join(draft, _is_of_call(draft))
    return int(await connection.scalar(query) or 0)


def _is_of_call(table: Table) -> ColumnElement[bool]:
    return and_(table.c.campaign == call.c.campaign, table.c.call_id == call.c.call_id)


def _count_calls(campaign: str, begins: datetime, ends: datetime) -> Select[Any]:
    row = call.c
    month = (row.campaign == campaign, row.arrived_at >= begins, row.arrived_at < ends, row.set_aside == "")
    return select(func.count()).select_from(call).where(*month)
