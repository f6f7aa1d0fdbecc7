"""Indexes of large tables that an upgrade builds before its migrations, while the system of the release before works.

Owns the list. A migration runs in one transaction and would lock out every writer of the table until its end. Here
PostgreSQL builds the indexes concurrently, one at a time. The migration creates those that are missing, as in a new
database, so that an interrupted or skipped build only costs time.
"""

import asyncio
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.postgres.engine import read_connection

EARLY_INDEXES: Final = {
    "call_caller_ref": "call (campaign, caller_ref) WHERE caller_ref <> ''",
    "call_arrival": "call (campaign, arrived_at, call_id)",
    "call_advisor": "call (campaign, advisor, arrived_at, call_id)",
    "call_queue": "call (campaign, queue, arrived_at, call_id)",
    "disposition_topic": "disposition (campaign, kind, theme, subtheme)",
}
_LOCK: Final = 0x41_54_49  # "ATI": the advisory lock of these builds
_WAIT_S: Final = 0.5
_FOUND = text(
    "SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indexrelid = to_regclass(:name)"
)


async def build_early_indexes(engine: AsyncEngine) -> None:
    """Build the missing indexes of an existing database; nothing in an empty one.

    Raises:
        StorageError: PostgreSQL is away, or rejected a statement.
    """
    async with read_connection(engine) as connection:
        if await _missing(connection):
            await _lock(connection)
            try:
                for name in await _missing(connection):
                    await connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {name}"))  # an interrupted build
                    await connection.execute(text(f"CREATE INDEX CONCURRENTLY {name} ON {EARLY_INDEXES[name]}"))
            finally:
                await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})


async def _missing(connection: AsyncConnection) -> list[str]:
    """Return the names of indexes to build: those of existing tables that are missing or invalid."""
    names = []
    for name, definition in EARLY_INDEXES.items():
        table = await connection.scalar(text("SELECT to_regclass(:name)"), {"name": definition.partition(" ")[0]})
        if table is not None and not await connection.scalar(_FOUND, {"name": name}):
            names.append(name)
    return names


async def _lock(connection: AsyncConnection) -> None:
    """Wait for the lock without a transaction: a build waits for all transactions, also for those that wait for it."""
    while not await connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}):  # noqa: ASYNC110
        await asyncio.sleep(_WAIT_S)
