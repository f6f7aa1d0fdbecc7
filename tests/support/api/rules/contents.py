"""The rows of a database as digests, to see that a request changes none."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.postgres.engine import read_connection
from storage.tables import metadata

CHANGED_BY_ANY_REQUEST = frozenset({"session"})
"""The time at which a session was last used."""
_TABLES = [table.name for table in metadata.sorted_tables if table.name not in CHANGED_BY_ANY_REQUEST]
_ONE_TABLE = (
    "select '{0}', md5(string_agg(digest, '' order by digest)) from (select md5(r::text) digest from \"{0}\" r) s"
)
_ALL_TABLES = text(" union all ".join(_ONE_TABLE.format(name) for name in _TABLES))


async def digests(engine: AsyncEngine) -> dict[str, str | None]:
    """Return a digest of the rows of each table."""
    async with read_connection(engine) as connection:
        return {name: digest for name, digest in await connection.execute(_ALL_TABLES)}  # noqa: C416 - rows are no pairs


def changed_tables(before: dict[str, str | None], after: dict[str, str | None]) -> list[str]:
    """Return the names of the tables whose rows differ."""
    return [name for name in before if before[name] != after[name]]
