"""Which periodic reports were sent.

Owns the table notice_report.
"""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import notice_report


async def claim_report(connection: AsyncConnection, campaign: str, period: str, area: str, now: datetime) -> bool:
    """Whether the report of a period and an area is this transaction's to send; told to one alone, ever.

    Args:
        connection: within the transaction that posts it.
        campaign: whose.
        period: the local date of the sending, ISO 8601.
        area: id, or empty for the overview.
        now: aware.
    """
    row = {"campaign": campaign, "period": period, "area": area, "at": now}
    statement = insert(notice_report).values(row).on_conflict_do_nothing().returning(notice_report.c.area)
    return (await connection.execute(statement)).one_or_none() is not None
