"""PostgreSQL: the engine, units of work, and translation of its errors.

Owns connections and transactions. A transaction is committed at the end of a unit of work and nowhere else.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.exc import DisconnectionError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import DatabaseAway
from storage.postgres.connection_pool import FairPool
from storage.postgres.errors import is_read_only, storage_error
from storage.postgres.hosts import HostSelector, driver_url

_CONNECT_TIMEOUT_S = 5.0
_STARTUP_LOCK = 0x41_54_4F  # "ATO": the advisory lock of a node that starts


def make_engine(url: str, *, connections: int = 5, name: str = "atencion", target: str = "read-write") -> AsyncEngine:
    """Build an engine; it connects at first use.

    Args:
        url: ``postgresql://…``, with one host or several, see `storage.postgres.hosts`.
        connections: maximum of open connections.
        name: shown in pg_stat_activity.
        target: the acceptable host among several, unless the address says it.

    Raises:
        DatabaseRefused: not an address of a PostgreSQL.
    """
    settings = {
        "timeout": _CONNECT_TIMEOUT_S,
        "server_settings": {"application_name": name, "timezone": "UTC"},
        "async_creator_fn": HostSelector(),
    }
    address = driver_url(url, target=target)
    engine = create_async_engine(
        address, poolclass=FairPool, pool_size=connections, max_overflow=0, connect_args=settings
    )
    event.listen(engine.sync_engine, "checkout", _check_open)
    return engine


def _check_open(connection: Any, record: Any, proxy: Any) -> None:
    """Discard a connection that the server closed, without the round trip of a ping."""
    if record.driver_connection.is_closed():
        raise DisconnectionError


@asynccontextmanager
async def unit_of_work(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Yield a connection in a transaction: committed at the end of the block, rolled back after an exception.

    Raises:
        StorageError: PostgreSQL rejected a statement or is away.
    """
    with translate_errors(writes=True):
        async with _checkout(engine) as connection, connection.begin():
            yield connection


@asynccontextmanager
async def read_connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Yield a connection for queries without a transaction; each query sees the database at its own time.

    Raises:
        StorageError: PostgreSQL rejected a statement or is away.
    """
    with translate_errors():
        async with _checkout(engine) as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Yield a connection in a read-only transaction that sees the database at its first query, however long it lasts.

    Raises:
        StorageError: PostgreSQL rejected a statement or is away.
    """
    with translate_errors():
        async with _checkout(engine) as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with connection.begin():
                yield connection


@asynccontextmanager
async def listen(engine: AsyncEngine, channel: str) -> AsyncIterator[asyncio.Event]:
    """Yield an event that is set when a commit notifies the channel, or when the connection is lost.

    Raises:
        StorageError: PostgreSQL rejected a statement or is away.
    """
    rung = asyncio.Event()

    def ring(*_: object) -> None:
        rung.set()

    with translate_errors(writes=True):  # a standby does not permit LISTEN
        async with _checkout(engine) as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            try:
                await driver.add_listener(channel, ring)
                driver.add_termination_listener(ring)
                yield rung
            finally:
                await connection.invalidate()  # a listening connection must not go back into the pool


@asynccontextmanager
async def startup_lock(engine: AsyncEngine) -> AsyncIterator[None]:
    """Run the block in one process of this database at a time.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with unit_of_work(engine) as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _STARTUP_LOCK})
        yield


@contextmanager
def translate_errors(*, writes: bool = False) -> Iterator[None]:
    """Raise errors of SQLAlchemy and asyncpg as ours.

    If the block `writes`, a server that only permits reading is away.

    Raises:
        DatabaseAway: it cannot be reached, or does not serve now.
        DatabaseConflict: another transaction was in the way.
        DatabaseRefused: it rejected the statement.
    """
    try:
        yield
    except Exception as error:
        translation = storage_error(error, writes=writes)
        if translation is None:
            raise
        raise translation from error


@contextmanager
def translate_checkout_errors() -> Iterator[None]:
    """Raise the pool's errors as ours; only here does an error of the operating system mean PostgreSQL.

    Raises:
        DatabaseAway: there is no connection.
    """
    try:
        yield
    except (OSError, TimeoutError, InvalidRequestError) as error:  # the last: closed directly after it was opened
        raise DatabaseAway(f"no hay conexión con PostgreSQL: {error}") from error


@asynccontextmanager
async def _checkout(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Yield a connection; close it if its server became read-only, because another host may be writable."""
    with translate_checkout_errors():
        connection = await engine.connect()
    try:
        yield connection
    except Exception as error:
        if is_read_only(error):
            await connection.invalidate()
        raise
    finally:
        await connection.close()
