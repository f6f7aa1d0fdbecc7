"""Frequent read queries: written in SQLAlchemy, compiled once, run by the driver.

For one row, SQLAlchemy's connection, compiled statement and result cost about twice as much as the driver itself, so
routes that every screen polls use this. It must only read: writes go through `storage.postgres.engine.unit_of_work`.
"""

from collections.abc import Mapping
from typing import Any

import asyncpg
from sqlalchemy import ColumnElement, Select
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from storage.postgres.engine import translate_checkout_errors, translate_errors

_DIALECT = dialect()  # type: ignore[no-untyped-call]


class Query:
    """A SELECT with ``bindparam``s for its parameters; other values are constants in it.

    The driver receives the values without conversion: types that need SQLAlchemy's (JSON, enumerations) are not
    possible, and a list is compared with ``= ANY``.
    """

    def __init__(self, statement: Select[Any]) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        self._text = str(compiled)
        self._order: tuple[str, ...] = tuple(compiled.positiontup or ())
        self._fixed: Mapping[str, Any] = compiled.params

    async def rows(self, engine: AsyncEngine, **parameters: Any) -> list[asyncpg.Record]:
        """Fetch every row outside any transaction; `parameters` has a value for each ``bindparam``.

        Raises:
            StorageError: PostgreSQL rejected the query or is away.
        """
        values = [parameters[name] if name in parameters else self._fixed[name] for name in self._order]
        with translate_errors():
            connection = await _driver_connection(engine)
            try:
                records: list[asyncpg.Record] = await connection.driver_connection.fetch(self._text, *values)
                return records
            except BaseException as error:
                if not isinstance(error, asyncpg.PostgresError):  # unknown state after a cancellation
                    await greenlet_spawn(connection.invalidate)
                raise
            finally:
                await greenlet_spawn(connection.close)

    async def row(self, engine: AsyncEngine, **parameters: Any) -> asyncpg.Record | None:
        """Fetch the first row, or None; see `rows`."""
        records = await self.rows(engine, **parameters)
        return records[0] if records else None


class QueryFamily:
    """Queries that differ only in their conditions; each is compiled at first use.

    Args:
        statement: the common part.
        conditions: by the parameters that each needs; included if all of them are given. A name alone may enable a
        condition that needs no value.
    """

    def __init__(self, statement: Select[Any], conditions: Mapping[tuple[str, ...], ColumnElement[bool]]) -> None:
        self._statement, self._conditions = statement, conditions
        self._made: dict[frozenset[str], Query] = {}

    async def rows(self, engine: AsyncEngine, **values: Any) -> list[asyncpg.Record]:
        """Fetch every row that meets the conditions of the parameters that are not None; see `Query.rows`."""
        parameters = {name: value for name, value in values.items() if value is not None}
        return await self._query(frozenset(parameters)).rows(engine, **parameters)

    def _query(self, names: frozenset[str]) -> Query:
        if names not in self._made:
            conditions = (condition for needs, condition in self._conditions.items() if names.issuperset(needs))
            self._made[names] = Query(self._statement.where(*conditions))
        return self._made[names]


async def _driver_connection(engine: AsyncEngine) -> Any:
    """Take a connection from the engine's pool."""
    with translate_checkout_errors():
        return await greenlet_spawn(engine.sync_engine.pool.connect)
