"""Whole tables as bytes and back, by COPY, in a transaction of the caller.

Owns the queries of a backup: columns, rows, sequences. It must not know the meaning of a table, nor where the bytes go.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import metadata

_REVISIONS = "alembic_version"  # Alembic's own table, created by the migrations


def columns_by_table() -> dict[str, tuple[str, ...]]:
    """Return every table of this release with its columns; a table comes after those that it references."""
    return {str(table.name): tuple(str(column.name) for column in table.columns) for table in metadata.sorted_tables}


async def list_tables(connection: AsyncConnection) -> set[str]:
    """Return the tables of a database, without Alembic's."""
    result = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))
    return set(result.scalars()) - {_REVISIONS}


async def has_rows(connection: AsyncConnection) -> bool:
    """Return whether any table of the database has a row."""
    for table in sorted(await list_tables(connection)):
        if await connection.scalar(text(f"SELECT EXISTS (SELECT FROM {_quote(table)})")):
            return True
    return False


async def copy_out(
    connection: AsyncConnection, table: str, columns: Sequence[str], write: Callable[[bytes], None]
) -> int:
    """Write every row of a table, as the connection's open transaction sees it, and return their number.

    `write` receives the bytes, a piece at a time.
    """

    async def write_chunk(piece: bytes) -> None:
        write(piece)

    driver = await _driver(connection)
    return _row_count(await driver.copy_from_table(table, columns=list(columns), output=write_chunk))


async def copy_in(connection: AsyncConnection, table: str, columns: Sequence[str], pieces: AsyncIterator[bytes]) -> int:
    """Insert the rows from `copy_out` into a table and return their number."""
    driver = await _driver(connection)
    return _row_count(await driver.copy_to_table(table, columns=list(columns), source=pieces))


async def read_sequences(connection: AsyncConnection) -> dict[str, int]:
    """Return the last number of each sequence; unused sequences are missing.

    Sequences are not transactional: a number is never less than those in the transaction's rows.
    """
    used = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value > 0"
    return {name: int(last) for name, last in await connection.execute(text(used))}


async def set_sequences(connection: AsyncConnection, last: Mapping[str, int]) -> None:
    """Set each sequence to continue after a number."""
    for name, number in last.items():
        await connection.execute(
            text("SELECT setval(CAST(CAST(:name AS text) AS regclass), :number)"),
            {"name": _quote(name), "number": number},
        )


async def _driver(connection: AsyncConnection) -> Any:
    return (await connection.get_raw_connection()).driver_connection


def _row_count(status: str) -> int:
    """Parse the row count of PostgreSQL's answer to a COPY: ``COPY 12``."""
    return int(status.rpartition(" ")[2])


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
