"""Limits of anomalous traffic in force in a segment of the journal.

An index covers these few facts.
"""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.journal.codec import read_canonical
from metrics.sealed.traffic_limits import LimitsInForce, limits_of
from storage.tables import journal

_TYPE = "TrafficLimitsChanged"


async def limits_in_force(
    connection: AsyncConnection, campaign: str, before: int, last: int
) -> tuple[LimitsInForce, ...]:
    """Return the limits in force at the start of a segment, and each later change in it.

    Args:
        connection: to read with.
        campaign: of the journal.
        before: number of the row before the first one.
        last: number of the last row.
    """
    row = journal.c
    of_limits = (row.campaign == campaign, row.type == _TYPE)
    first_seq = select(func.max(row.seq)).where(*of_limits, row.seq <= before).scalar_subquery()
    query = select(row.bytes).where(*of_limits, row.seq >= func.coalesce(first_seq, before), row.seq <= last)
    rows = await connection.execute(query.order_by(row.seq))
    return tuple(limits_of(read_canonical(data)) for data in rows.scalars())
