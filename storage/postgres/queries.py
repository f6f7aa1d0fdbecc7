"""Reading queries that are asked again and again: written in SQLAlchemy, compiled once, run by the driver itself.

Owns the short way to PostgreSQL. SQLAlchemy's own way through a connection, a compiled statement and a result costs
about twice what the driver costs for one row; a route that every screen asks takes this one. It must not change
anything: what writes is a `storage.postgres.engine.unit_of_work`.
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
    """A SELECT whose open values are ``bindparam``s; those that are not open are fixed in it.

    Values go to the driver as they are: of types that need SQLAlchemy's hand on the way (JSON, enumerations) there
    must be none, and a list is compared with ``= ANY``.
    """

    def __init__(self, statement: Select[Any]) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        self._text = str(compiled)
        self._order: tuple[str, ...] = tuple(compiled.positiontup or ())
        self._fixed: Mapping[str, Any] = compiled.params

    async def rows(self, engine: AsyncEngine, **parameters: Any) -> list[asyncpg.Record]:
        """Every row; outside any transaction, so it sees what is committed when it is asked.

        Args:
            engine: of the database.
            parameters: a value for each ``bindparam``.

        Raises:
            StorageError: what PostgreSQL refused, or that it is away.
        """
        values = [parameters[name] if name in parameters else self._fixed[name] for name in self._order]
        with translate_errors():
            connection = await _driver_connection(engine)
            try:
                records: list[asyncpg.Record] = await connection.driver_connection.fetch(self._text, *values)
                return records
            except BaseException as error:
                if not isinstance(error, asyncpg.PostgresError):  # the driver itself, or cut off: in what state is it?
                    await greenlet_spawn(connection.invalidate)
                raise
            finally:
                await greenlet_spawn(connection.close)

    async def row(self, engine: AsyncEngine, **parameters: Any) -> asyncpg.Record | None:
        """The first row, or None; see `rows`."""
        records = await self.rows(engine, **parameters)
        return records[0] if records else None


class QueryFamily:
    """Queries that differ only in which conditions they have: each is made when it is first asked.

    Args:
        statement: what all of them share.
        conditions: by the names of the values that each needs; it is there when all of those are asked with. A name
            alone may switch one on that needs no value.
    """

    def __init__(self, statement: Select[Any], conditions: Mapping[tuple[str, ...], ColumnElement[bool]]) -> None:
        self._statement, self._conditions = statement, conditions
        self._made: dict[frozenset[str], Query] = {}

    async def rows(self, engine: AsyncEngine, **values: Any) -> list[asyncpg.Record]:
        """Every row that fulfils what is asked with; see `Query.rows`. Who is None is not asked with."""
        parameters = {name: value for name, value in values.items() if value is not None}
        return await self._query(frozenset(parameters)).rows(engine, **parameters)

    def _query(self, names: frozenset[str]) -> Query:
        if names not in self._made:
            conditions = (condition for needs, condition in self._conditions.items() if names.issuperset(needs))
            self._made[names] = Query(self._statement.where(*conditions))
        return self._made[names]


async def _driver_connection(engine: AsyncEngine) -> Any:
    """A connection of the engine's pool, as the pool lends it."""
    with translate_checkout_errors():
        return await greenlet_spawn(engine.sync_engine.pool.connect)
