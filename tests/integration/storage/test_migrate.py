"""The schema that the migrations make on a real server."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, MetaData, RowMapping, Table, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import tables
from storage.errors import DatabaseAway, DatabaseRefused
from storage.postgres.early_indexes import EARLY_COLUMNS, build_early_indexes
from storage.postgres.engine import make_engine, unit_of_work
from storage.postgres.migrate import latest_revision, migrate, migrate_within, read_revision
from tests.support.servers.worker_servers import owner_url

pytestmark = pytest.mark.integration
_RELEASED: Final = "0001"
_VALUES: Final[dict[type, Any]] = {
    str: "x",
    int: 1,
    bool: True,
    bytes: b"x",
    date: date(2026, 11, 30),
    datetime: datetime(2026, 11, 30, 15, tzinfo=UTC),
    object: [],
    list: [],
}
_ROW = "INSERT INTO journal VALUES ('demo', 1, 1, 1, now(), 'SiteImported', '', 'a', 'b')"


async def test_migrations_make_the_tables_that_queries_see(empty_postgres_url: str) -> None:
    """After the migrations, alembic finds no difference to `storage.tables`."""
    engine = make_engine(empty_postgres_url)
    await migrate(engine)
    async with unit_of_work(engine) as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_an_upgrade_keeps_every_row_of_the_released_schema(empty_postgres_url: str) -> None:
    """A database of 0.9.0 with a row in each table becomes one of this release; no row loses or changes a value."""
    engine = make_engine(empty_postgres_url)
    async with unit_of_work(engine) as connection:
        await migrate_within(connection, _RELEASED)
        before = await connection.run_sync(_fill)
    assert {"call", "customer", "disposition", "person_data", "ticket"} <= {each.name for each in before}
    await migrate(engine)
    async with unit_of_work(engine) as connection:
        assert await connection.run_sync(_differences) == []
        for table, row in before.items():
            assert (await connection.execute(select(table))).mappings().one() == row, table.name
    await engine.dispose()


async def test_a_ticket_of_the_release_before_is_marked_as_not_indexed(empty_postgres_url: str) -> None:
    """The release before may file after the upgrade: its statements do not name the new columns."""
    engine = make_engine(empty_postgres_url)
    async with unit_of_work(engine) as connection:
        await migrate_within(connection, _RELEASED)
        before = await connection.run_sync(_fill)
    await migrate(engine)
    released, row = next((table, row) for table, row in before.items() if table.name == "ticket")
    async with unit_of_work(engine) as connection:
        await connection.execute(released.insert().values({**row, "number": "y", "idempotency_key": "y"}))
        marks = await connection.execute(select(tables.ticket.c.words_indexed))
        assert list(marks.scalars()) == [False, False]
    await engine.dispose()


async def test_migrations_build_no_index_of_a_table_of_the_released_schema(empty_postgres_url: str) -> None:
    """Such a table may be large, and a migration locks out its writers: its indexes are built before, concurrently."""
    engine = make_engine(empty_postgres_url)
    async with unit_of_work(engine) as connection:
        await migrate_within(connection, _RELEASED)
        released = [each.name for each in await connection.run_sync(_fill)]
    await build_early_indexes(engine)
    async with unit_of_work(engine) as connection:
        built = await _indexes_of(connection, released)
        await migrate_within(connection)
        assert await _indexes_of(connection, released) <= built
    await engine.dispose()


@pytest.mark.parametrize(
    ("table", "own_key", "prepared"),
    [
        ("call", "call_id = 'y'", ()),
        ("ticket", "number = 'y', idempotency_key = 'y'", ()),
        ("ticket", "number = 'y', idempotency_key = 'y'", ("rank", "words_indexed", "nit_print")),
        ("person_data", "ref = 'y'", ("value_print",)),
    ],
)
async def test_an_upgrade_indexes_a_table_while_it_is_written(
    empty_postgres_url: str, table: str, own_key: str, prepared: tuple[str, ...]
) -> None:
    """While an upgrade waits for an older transaction, others write; an interrupted build is repeated.

    It waits with a new column, or with an index if an earlier attempt added the columns (``prepared``).
    """
    engine = make_engine(empty_postgres_url)
    async with unit_of_work(engine) as connection:
        await migrate_within(connection, _RELEASED)
        await connection.run_sync(_fill)
    for column in prepared:
        await _run(engine, f"ALTER TABLE {table} ADD COLUMN {column} {EARLY_COLUMNS[table, column]}")
    async with unit_of_work(engine) as older:
        await older.execute(text(f"UPDATE {table} SET campaign = campaign"))
        upgrades = [asyncio.create_task(migrate(engine)) for _ in range(2)]
        await _wait_for(engine, f"CREATE INDEX%ON {table} %" if prepared or table == "call" else "%ALTER TABLE ticket%")
        await _run(
            engine,
            "SET LOCAL lock_timeout = '5s'",
            f"CREATE TEMP TABLE own ON COMMIT DROP AS SELECT * FROM {table}",
            f"UPDATE own SET {own_key}",
            f"INSERT INTO {table} SELECT * FROM own",
        )
        upgrades.pop(0).cancel()
        upgrades.append(asyncio.create_task(migrate(engine)))
    await asyncio.gather(*upgrades)
    async with unit_of_work(engine) as connection:
        assert await connection.run_sync(_differences) == []
        assert not (await connection.execute(text("SELECT 1 FROM pg_index WHERE NOT indisvalid"))).all()
        assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 2
    await engine.dispose()


async def test_any_number_may_migrate_at_once(empty_postgres_url: str) -> None:
    """Processes that start together wait for each other, and the schema is made once."""
    engine = make_engine(empty_postgres_url)
    assert await read_revision(engine) == ""
    await asyncio.gather(*(migrate(engine) for _ in range(4)))
    assert await read_revision(engine) == latest_revision()
    await engine.dispose()


@pytest.mark.parametrize("statement", ["UPDATE journal SET type = 'x'", "DELETE FROM journal", "TRUNCATE journal"])
async def test_the_journal_is_append_only(postgres_url: str, statement: str) -> None:
    """PostgreSQL itself refuses changes to journaled rows, even to the owner of the tables."""
    engine = make_engine(owner_url(postgres_url))
    await _run(engine, _ROW)
    with pytest.raises(DatabaseRefused, match="append-only"):
        await _run(engine, statement)
    await engine.dispose()


async def test_a_failed_unit_of_work_leaves_nothing(engine: AsyncEngine) -> None:
    """The writes before the error are rolled back."""
    with pytest.raises(DatabaseRefused):
        await _run(engine, _ROW, "SELECT 1 / 0")
    async with unit_of_work(engine) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM journal")) == 0


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


def _fill(connection: Connection) -> dict[Table, RowMapping]:
    """Insert a row into each table, and return the rows as they are stored."""
    schema = MetaData()
    schema.reflect(connection)
    own = [each for each in schema.sorted_tables if each.name != "alembic_version"]
    for table in own:
        columns = [each for each in table.columns if each.identity is None]
        connection.execute(table.insert().values({each.name: _value(each) for each in columns}))
    return {each: connection.execute(select(each)).mappings().one() for each in own}


def _value(column: Column[Any]) -> Any:
    return _VALUES[column.type.python_type]


async def _indexes_of(connection: AsyncConnection, names: list[str]) -> set[int]:
    query = text("SELECT indexrelid FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relname = ANY(:names)")
    return set((await connection.execute(query, {"names": names})).scalars())


async def _wait_for(engine: AsyncEngine, statement: str) -> None:
    """Wait until a statement like this one runs, or waits for a lock."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
        " AND pid <> pg_backend_pid() AND query LIKE :statement"
    )
    async with asyncio.timeout(20):
        while True:
            async with unit_of_work(engine) as connection:
                if await connection.scalar(text(query), {"statement": statement}):
                    return
            await asyncio.sleep(0.05)
