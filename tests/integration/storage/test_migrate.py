"""The schema that the migrations make on a real server."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import tables
from storage.errors import DatabaseAway, DatabaseRefused
from storage.postgres.engine import make_engine, unit_of_work
from storage.postgres.migrate import latest_revision, migrate, read_revision

pytestmark = pytest.mark.integration
_ROW = "INSERT INTO journal VALUES ('demo', 1, 1, 1, now(), 'SiteImported', '', 'a', 'b')"


async def test_migrations_make_the_tables_that_queries_see(empty_postgres_url: str) -> None:
    """After the migrations, alembic finds no difference to `storage.tables`."""
    engine = make_engine(empty_postgres_url)
    await migrate(engine)
    async with unit_of_work(engine) as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_any_number_may_migrate_at_once(empty_postgres_url: str) -> None:
    """Processes that start together wait for each other, and the schema is made once."""
    engine = make_engine(empty_postgres_url)
    assert await read_revision(engine) == ""
    await asyncio.gather(*(migrate(engine) for _ in range(4)))
    assert await read_revision(engine) == latest_revision()
    await engine.dispose()


@pytest.mark.parametrize("statement", ["UPDATE journal SET type = 'x'", "DELETE FROM journal", "TRUNCATE journal"])
async def test_the_journal_is_append_only(empty_postgres_url: str, statement: str) -> None:
    """PostgreSQL itself refuses changes to journaled rows."""
    engine = make_engine(empty_postgres_url)
    await migrate(engine)
    await _run(engine, _ROW)
    with pytest.raises(DatabaseRefused, match="append-only"):
        await _run(engine, statement)
    await engine.dispose()


async def test_a_failed_unit_of_work_leaves_nothing(empty_postgres_url: str) -> None:
    """The writes before the error are rolled back."""
    engine = make_engine(empty_postgres_url)
    await migrate(engine)
    with pytest.raises(DatabaseRefused):
        await _run(engine, _ROW, "SELECT 1 / 0")
    async with unit_of_work(engine) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM journal")) == 0
    await engine.dispose()


@pytest.mark.parametrize("url", ["postgresql://nobody@/none?host=/nonexistent", "postgresql://x@127.0.0.1:1/x"])
async def test_a_database_that_is_not_there_is_away(url: str) -> None:
    """A missing socket or port is a StorageError that says that a retry makes sense."""
    engine = make_engine(url)
    with pytest.raises(DatabaseAway) as caught:
        await _run(engine, "SELECT 1")
    assert caught.value.retryable
    await engine.dispose()


async def _run(engine: AsyncEngine, *statements: str) -> None:
    async with unit_of_work(engine) as connection:
        for statement in statements:
            await connection.execute(text(statement))


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), tables.metadata))
