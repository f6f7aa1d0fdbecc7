"""The limits of anomalous traffic that were in force in a stretch of the journal.

Owns that query; an index holds these few facts by themselves.
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
    """Return those in force when a stretch begins, and each that followed in it.

    Args:
        connection: of the database.
        campaign: whose journal.
        before: number of the row before the first one.
        last: number of the last row.
    """
    row = journal.c
    of_limits = (row.campaign == campaign, row.type == _TYPE)
    first_seq = select(func.max(row.seq)).where(*of_limits, row.seq <= before).scalar_subquery()
    query = select(row.bytes).where(*of_limits, row.seq >= func.coalesce(first_seq, before), row.seq <= last)
    rows = await connection.execute(query.order_by(row.seq))
    return tuple(limits_of(read_canonical(data)) for data in rows.scalars())
