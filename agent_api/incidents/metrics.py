"""Count open incidents for metrics.

Owns the count by system.
"""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from config.site.model import Site
from storage.postgres.engine import read_connection
from storage.tables import incident


async def count_open_incidents(engine: AsyncEngine, site: Site) -> Mapping[str, int]:
    """Count open incidents by system of the site; those of other systems count under ``other``.

    Raises:
        StorageError: PostgreSQL is away.
    """
    row = incident.c
    query = select(row.system, func.count().label("n")).where(row.campaign == site.campaign, row.ended_at.is_(None))
    counts = {**dict.fromkeys(site.systems, 0), "other": 0}
    async with read_connection(engine) as connection:
        for each in await connection.execute(query.group_by(row.system)):
            counts[each.system if each.system in counts else "other"] += each.n
    return counts
