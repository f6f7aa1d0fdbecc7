"""Record which periodic reports were sent.

Owns the table notice_report.
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import notice_report

DIGEST: Final = "digest:"
"""Stands for the digests of notifications; no area has such an id."""


async def last_reports(connection: AsyncConnection, campaign: str, since: date) -> dict[str, datetime]:
    """Return when the last report of each area was sent, by its id, among the periods since a local date."""
    row = notice_report.c
    query = select(row.area, func.max(row.at).label("at")).where(row.campaign == campaign)
    rows = await connection.execute(query.where(row.period >= since.isoformat()).group_by(row.area))
    return {each.area: each.at for each in rows}


async def claim_report(connection: AsyncConnection, campaign: str, period: str, area: str, now: datetime) -> bool:
    """Claim the report of a period and an area; return False if any transaction claimed it before.

    Call it within the transaction that posts the report. ``period`` is the local date of the sending (ISO 8601),
    ``area`` an id, empty for the overview, or `DIGEST` for the digests of all users.
    """
    row = {"campaign": campaign, "period": period, "area": area, "at": now}
    statement = insert(notice_report).values(row).on_conflict_do_nothing().returning(notice_report.c.area)
    return (await connection.execute(statement)).one_or_none() is not None
