"""A full disk under a running system.

Owns the filling, and that PostgreSQL notices. It must not know the callers.
"""

import asyncio
import time
from contextlib import suppress

import asyncpg

from tests.support.servers.small_disk import SmallDisk
from tests.support.whole_system.system import System

_UNAVAILABLE_ERRORS = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""The errors of a PostgreSQL without disk space."""


async def fill_disk(system: System, disk: SmallDisk, seconds: float) -> None:
    """Keep the disk full for some seconds, and make PostgreSQL begin a new file."""
    until_at = time.monotonic() + seconds
    while time.monotonic() < until_at:
        disk.fill()
        with suppress(*_UNAVAILABLE_ERRORS):
            await _begin_wal_file(system)
        await asyncio.sleep(0.2)
    disk.make_room()


async def _begin_wal_file(system: System) -> None:
    connection = await asyncpg.connect(system.addresses()["database_owner_url"], timeout=1.0)
    try:
        await connection.execute("SELECT pg_logical_emit_message(false, 'test', 'full')", timeout=1.0)
        await connection.execute("SELECT pg_switch_wal()", timeout=1.0)
    finally:
        connection.terminate()
