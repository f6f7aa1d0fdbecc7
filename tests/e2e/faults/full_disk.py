"""A full disk under a running system.

Owns how it is filled, and that PostgreSQL notices. It must not know who calls meanwhile.
"""

import asyncio
import time
from contextlib import suppress

import asyncpg

from tests.e2e.faults.small_disk import SmallDisk
from tests.support.whole_system.system import System

_UNAVAILABLE_ERRORS = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""How a PostgreSQL without room refuses."""


async def fill_disk(system: System, disk: SmallDisk, seconds: float) -> None:
    """Let nothing be written for a while: PostgreSQL, too, is made to begin a file."""
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
