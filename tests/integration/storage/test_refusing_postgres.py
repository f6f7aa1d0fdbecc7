"""A PostgreSQL that refuses connections: each way to reach it raises our error that it is away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import pytest_asyncio
from sqlalchemy import literal, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.errors import DatabaseAway, DatabaseRefused
from storage.postgres.engine import listen, make_engine, read_connection, snapshot, startup_lock, unit_of_work
from storage.postgres.migrate import migrate
from storage.postgres.queries import Query
from tests.support.servers.refusing_postgres import RefusingPostgres, refusing_postgres

pytestmark = pytest.mark.integration


async def _write(engine: AsyncEngine) -> None:
    async with unit_of_work(engine):
        pass


async def _read(engine: AsyncEngine) -> None:
    async with read_connection(engine):
        pass


async def _look(engine: AsyncEngine) -> None:
    async with snapshot(engine):
        pass


async def _listen(engine: AsyncEngine) -> None:
    async with listen(engine, "bell"):
        pass


async def _wait(engine: AsyncEngine) -> None:
    async with startup_lock(engine):
        pass


async def _query(engine: AsyncEngine) -> None:
    await Query(select(literal(1))).rows(engine)


WAYS = [_write, _read, _look, _listen, _wait, _query, migrate]


@pytest_asyncio.fixture
async def refusing() -> AsyncIterator[RefusingPostgres]:
    """Start a PostgreSQL that refuses each connection."""
    async with refusing_postgres() as server:
        yield server


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("sqlstate", ["57P03", "53300", "57P01", ""])
async def test_a_refusal_is_away(
    refusing: RefusingPostgres, way: Callable[[AsyncEngine], Awaitable[None]], sqlstate: str
) -> None:
    """While it starts, is full, stops, or closes without a message, the same request may succeed later."""
    refusing.sqlstate = sqlstate
    engine = make_engine(refusing.url, connections=1)
    with pytest.raises(DatabaseAway):
        await way(engine)
    assert refusing.refused
    await engine.dispose()


@pytest.mark.parametrize("way", WAYS[:-1], ids=lambda way: way.__name__)
async def test_requests_beyond_the_pool_learn_of_a_refusal_too(
    refusing: RefusingPostgres, way: Callable[[AsyncEngine], Awaitable[None]]
) -> None:
    """A failed attempt gives its turn to the next request, which does not wait for a connection that never comes."""
    engine = make_engine(refusing.url, connections=2)
    async with asyncio.timeout(20.0):  # less than the 30 s of the pool
        answers = await asyncio.gather(*(way(engine) for _ in range(9)), return_exceptions=True)
    assert [type(each) for each in answers] == [DatabaseAway] * 9
    assert refusing.refused >= 9
    await engine.dispose()


async def test_a_wrong_password_is_no_absence(refusing: RefusingPostgres) -> None:
    """A wrong setting does not heal by itself, so the error suggests no retry."""
    refusing.sqlstate, refusing.message = "28P01", "password authentication failed"
    engine = make_engine(refusing.url, connections=1)
    with pytest.raises(DatabaseRefused):
        await _query(engine)
    await engine.dispose()


async def test_the_next_host_is_asked_and_then_first(refusing: RefusingPostgres, postgres_url: str) -> None:
    """A host that refuses is skipped once, and the last host that served is tried first."""
    engine = make_engine(_both(refusing.url, postgres_url), connections=1)
    await _query(engine)
    await engine.dispose()
    await _query(engine)
    assert refusing.refused == 1
    await engine.dispose()


async def test_a_server_that_became_read_only_is_left(refusing: RefusingPostgres, postgres_url: str) -> None:
    """A connection that accepts no writes counts as away and is not lent again: a new one is opened elsewhere."""
    engine = make_engine(_both(refusing.url, postgres_url), connections=1)
    async with read_connection(engine) as connection:
        await connection.execute(text("SET default_transaction_read_only = on"))
    with pytest.raises(DatabaseAway):
        await _note(engine)
    await _note(engine)
    await engine.dispose()


async def _note(engine: AsyncEngine) -> None:
    async with unit_of_work(engine) as connection:
        await connection.execute(text("CREATE TABLE noted (n int)"))


def _both(refusing: str, serving: str) -> str:
    """Return a database address of two servers: first one that refuses, then one that serves."""
    url = urlsplit(serving)
    hosts = (urlsplit(refusing).netloc.rpartition("@")[2], quote(parse_qs(url.query)["host"][0], safe=""))
    return f"postgresql://atencion@{','.join(hosts)}{url.path}"
