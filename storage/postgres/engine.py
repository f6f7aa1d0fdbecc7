"""PostgreSQL: the engine, units of work, and its errors in our words.

Owns connections and transactions. A transaction is committed at the edge of a unit of work and nowhere else.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.exc import DisconnectionError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import DatabaseAway
from storage.postgres.errors import is_read_only, storage_error
from storage.postgres.hosts import HostSelector, driver_url

_CONNECT_TIMEOUT_S = 5.0
_STARTUP_LOCK = 0x41_54_4F  # "ATO": the advisory lock of a node that begins


def make_engine(url: str, *, connections: int = 5, name: str = "atencion", target: str = "read-write") -> AsyncEngine:
    """An engine; it connects when first used.

    Args:
        url: ``postgresql://…``, of one host or of several, see `storage.postgres.hosts`.
        connections: how many it keeps and may open at once.
        name: shown in pg_stat_activity.
        target: which of several hosts will do, where the address does not say it.

    Raises:
        DatabaseRefused: it is no address of a PostgreSQL.
    """
    settings = {
        "timeout": _CONNECT_TIMEOUT_S,
        "server_settings": {"application_name": name, "timezone": "UTC"},
        "async_creator_fn": HostSelector(),
    }
    address = driver_url(url, target=target)
    engine = create_async_engine(address, pool_size=connections, max_overflow=0, connect_args=settings)
    event.listen(engine.sync_engine, "checkout", _check_open)
    return engine


def _check_open(connection: Any, record: Any, proxy: Any) -> None:
    """Let the pool open another connection where the server closed this one; asking the server costs a round trip."""
    if record.driver_connection.is_closed():
        raise DisconnectionError


@asynccontextmanager
async def unit_of_work(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction: committed when the block ends, undone when it raises.

    Raises:
        StorageError: what PostgreSQL refused, or that it is away.
    """
    with translate_errors(writes=True):
        async with _checkout(engine) as connection, connection.begin():
            yield connection


@asynccontextmanager
async def read_connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Queries of which each sees the database as it is when it is asked: no transaction, for one query needs none.

    Raises:
        StorageError: what PostgreSQL refused, or that it is away.
    """
    with translate_errors():
        async with _checkout(engine) as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One reading transaction that sees the database as it is at its first query, however long it lasts.

    Raises:
        StorageError: what PostgreSQL refused, or that it is away.
    """
    with translate_errors():
        async with _checkout(engine) as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with connection.begin():
                yield connection


@asynccontextmanager
async def listen(engine: AsyncEngine, channel: str) -> AsyncIterator[asyncio.Event]:
    """An event that is set whenever a transaction that notified the channel is committed, or the connection is lost.

    Raises:
        StorageError: what PostgreSQL refused, or that it is away.
    """
    rung = asyncio.Event()

    def ring(*_: object) -> None:
        rung.set()

    with translate_errors(writes=True):  # a standby does not let listen
        async with _checkout(engine) as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            try:
                await driver.add_listener(channel, ring)
                driver.add_termination_listener(ring)
                yield rung
            finally:
                await connection.invalidate()  # one that listens must not go back into the pool


@asynccontextmanager
async def startup_lock(engine: AsyncEngine) -> AsyncIterator[None]:
    """Let one process after another through the block, all that ask on this database.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with unit_of_work(engine) as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _STARTUP_LOCK})
        yield


@contextmanager
def translate_errors(*, writes: bool = False) -> Iterator[None]:
    """Raise errors of SQLAlchemy and asyncpg as ours.

    Args:
        writes: whether the block may write: then a server that only lets read is away.

    Raises:
        DatabaseAway: it cannot be reached, or does not serve now.
        DatabaseConflict: another transaction was in the way.
        DatabaseRefused: it will not do that.
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
    """Raise what keeps the pool from lending a connection; errors of the operating system mean PostgreSQL only here.

    Raises:
        DatabaseAway: there is no connection.
    """
    try:
        yield
    except (OSError, TimeoutError, InvalidRequestError) as error:  # the last: closed again as soon as it was open
        raise DatabaseAway(f"no hay conexión con PostgreSQL: {error}") from error


@asynccontextmanager
async def _checkout(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Lend a connection. One whose server takes no writing any more is closed: another host may be the writable one."""
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
