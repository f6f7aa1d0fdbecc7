"""PostgreSQL that refuses: every way to it says in our words that it is away."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import listening, make_engine, one_at_a_time, reading, snapshot, unit_of_work
from storage.errors import DatabaseAway, DatabaseRefused
from storage.migrate import migrate
from storage.queries import Query
from tests.support.refusing_postgres import RefusingPostgres, refusing_postgres

pytestmark = pytest.mark.integration


async def _write(engine: AsyncEngine) -> None:
    async with unit_of_work(engine):
        pass


async def _read(engine: AsyncEngine) -> None:
    async with reading(engine):
        pass


async def _look(engine: AsyncEngine) -> None:
    async with snapshot(engine):
        pass


async def _listen(engine: AsyncEngine) -> None:
    async with listening(engine, "bell"):
        pass


async def _wait(engine: AsyncEngine) -> None:
    async with one_at_a_time(engine):
        pass


async def _query(engine: AsyncEngine) -> None:
    await Query(select(literal(1))).rows(engine)


WAYS = [_write, _read, _look, _listen, _wait, _query, migrate]


@pytest_asyncio.fixture
async def refusing() -> AsyncIterator[RefusingPostgres]:
    """A PostgreSQL that refuses everybody."""
    async with refusing_postgres() as server:
        yield server


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("sqlstate", ["57P03", "53300", "57P01", ""])
async def test_a_refusal_is_away(
    refusing: RefusingPostgres, way: Callable[[AsyncEngine], Awaitable[None]], sqlstate: str
) -> None:
    """Starting, full, stopping, or closed without a word: the same request may work later."""
    refusing.sqlstate = sqlstate
    engine = make_engine(refusing.url, connections=1)
    with pytest.raises(DatabaseAway):
        await way(engine)
    assert refusing.refused
    await engine.dispose()


async def test_a_wrong_password_is_no_absence(refusing: RefusingPostgres) -> None:
    """A setting that is wrong stays wrong: nobody is told to try again."""
    refusing.sqlstate, refusing.message = "28P01", "password authentication failed"
    engine = make_engine(refusing.url, connections=1)
    with pytest.raises(DatabaseRefused):
        await _query(engine)
    await engine.dispose()
