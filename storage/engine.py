"""PostgreSQL: the engine, units of work, and its errors in our words.

Owns connections and transactions. A transaction is committed at the edge of a unit of work and nowhere else.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg
from sqlalchemy import URL, event, make_url, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import DatabaseAway, DatabaseConflict, DatabaseRefused, StorageError

_CONNECT_S = 5.0
_BEGINNING = 0x41_54_4F  # "ATO": the advisory lock of a node that begins
_AWAY = ("08", "57P", "53300")  # connection exceptions, operator intervention, too many connections
_CONFLICT = ("40001", "40P01")  # serialization failure, deadlock


def driver_url(url: str) -> URL:
    """The address with the driver that we use: ``postgresql://…`` of any dialect's spelling.

    Raises:
        DatabaseRefused: it is no address of a PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except SQLAlchemyError as error:
        raise DatabaseRefused("ATENCION_DATABASE_URL no es una dirección de PostgreSQL.") from error
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise DatabaseRefused("ATENCION_DATABASE_URL debe empezar por postgresql://.")
    return parsed.set(drivername="postgresql+asyncpg")


def make_engine(url: str, *, connections: int = 5, name: str = "atencion") -> AsyncEngine:
    """An engine; it connects when first used.

    Args:
        url: ``postgresql://…``.
        connections: how many it keeps and may open at once.
        name: shown in pg_stat_activity.
    """
    settings = {"timeout": _CONNECT_S, "server_settings": {"application_name": name, "timezone": "UTC"}}
    engine = create_async_engine(driver_url(url), pool_size=connections, max_overflow=0, connect_args=settings)
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
    with translated():
        async with _connected(engine) as connection, connection.begin():
            yield connection


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Queries of which each sees the database as it is when it is asked: no transaction, for one query needs none.

    Raises:
        StorageError: what PostgreSQL refused, or that it is away.
    """
    with translated():
        async with _connected(engine) as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One reading transaction that sees the database as it is at its first query, however long it lasts.

    Raises:
        StorageError: what PostgreSQL refused, or that it is away.
    """
    with translated():
        async with _connected(engine) as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with connection.begin():
                yield connection


@asynccontextmanager
async def listening(engine: AsyncEngine, channel: str) -> AsyncIterator[asyncio.Event]:
    """An event that is set whenever a transaction that notified the channel is committed, or the connection is lost.

    Raises:
        StorageError: what PostgreSQL refused, or that it is away.
    """
    rung = asyncio.Event()

    def ring(*_: object) -> None:
        rung.set()

    with translated():
        async with _connected(engine) as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            try:
                await driver.add_listener(channel, ring)
                driver.add_termination_listener(ring)
                yield rung
            finally:
                await connection.invalidate()  # one that listens must not go back into the pool


@asynccontextmanager
async def one_at_a_time(engine: AsyncEngine) -> AsyncIterator[None]:
    """Let one process after another through the block, all that ask on this database.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with unit_of_work(engine) as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _BEGINNING})
        yield


@contextmanager
def translated() -> Iterator[None]:
    """Errors of SQLAlchemy and asyncpg, raised as ours.

    Raises:
        DatabaseAway: it cannot be reached.
        DatabaseConflict: another transaction was in the way.
        DatabaseRefused: it will not do that.
    """
    try:
        yield
    except DBAPIError as error:
        raise _ours(getattr(error.orig, "sqlstate", None), error, lost=error.connection_invalidated) from error
    except asyncpg.PostgresError as error:
        raise _ours(error.sqlstate, error) from error
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, ConnectionError) as error:
        raise DatabaseAway(str(error)) from error
    except SQLAlchemyError as error:
        raise DatabaseRefused(str(error)) from error


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection. Errors of the operating system mean PostgreSQL only here, not in the block that uses it."""
    try:
        connection = await engine.connect()
    except (OSError, TimeoutError) as error:
        raise DatabaseAway(f"no hay conexión con PostgreSQL: {error}") from error
    try:
        yield connection
    finally:
        await connection.close()


def _ours(sqlstate: str | None, error: Exception, *, lost: bool = False) -> StorageError:
    if lost or sqlstate is None or sqlstate.startswith(_AWAY):
        return DatabaseAway(str(error))
    if sqlstate in _CONFLICT:
        return DatabaseConflict(str(error))
    return DatabaseRefused(str(error))
