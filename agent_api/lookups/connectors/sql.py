"""Query a database: C&CTEX, or the third parties and movements of an accounting system.

Owns the engine of one connector. Each query is one read-only transaction with a time limit, both enforced by the
server. Only PostgreSQL is supported, because it enforces both; the URL of another dialect is refused.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import String, TextClause, bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.lookups.connectors.port import SourceRow, required_entries, row_limit
from agent_api.lookups.domain.failure_reasons import NotAvailable
from config.lookup_environment import LookupEnvironment
from config.site.customers.lookups import QUERY_DATUM, Connector, Lookup
from storage.errors import DatabaseAway, DatabaseRefused, StorageError
from storage.postgres.engine import make_engine, snapshot

_CONNECTIONS: Final = 8
_CANCELLED: Final = "57014"
_INVALID_AUTHORIZATION: Final = "28"  # invalid authorization


class SqlConnector:
    """A database, connected at the first query; the environment gives its URL."""

    def __init__(self, connector: Connector, addresses: LookupEnvironment) -> None:
        self._name, self._addresses = connector.id, addresses
        self._url = ""
        self._engine: AsyncEngine | None = None

    async def rows(self, lookup: Lookup, data: Mapping[str, str]) -> list[SourceRow]:
        """Query within a read-only transaction; see `SystemConnector.rows`."""
        engine = await self._open_engine()
        parameters = {name: data[name] for name in QUERY_DATUM.findall(lookup.query)}
        try:
            rows = await _query(engine, lookup, parameters)
        except StorageError as error:
            raise _not_available(error) from error
        entries = required_entries(lookup)
        if rows and (missing := [entry for entry in entries if entry not in rows[0]]):
            raise NotAvailable("bad_answer", f"la consulta no da la columna {missing[0]}")
        return rows

    async def close(self) -> None:
        """Close the connections."""
        if self._engine is not None:
            await self._engine.dispose()

    async def _open_engine(self) -> AsyncEngine:
        """Return the engine of the current URL."""
        url = self._addresses.get(self._name)
        if url is None:
            raise NotAvailable("not_configured", "no tiene dirección")
        if self._engine is None or url != self._url:
            await self.close()
            self._engine, self._url = _engine_of(check_url(url)), url
        return self._engine


def check_url(url: str) -> str:
    """Return the URL if it is of a supported database.

    Raises:
        NotAvailable: it is of another database, or not a URL.
    """
    scheme, mark, _ = url.partition("://")
    backend = scheme.partition("+")[0]
    if not mark:
        raise NotAvailable("not_configured", "la dirección no es de una base de datos")
    if backend not in ("postgresql", "postgres"):
        raise NotAvailable("not_configured", f"de «{backend}» no se lee; use PostgreSQL o un servicio HTTP")
    return url


def _engine_of(url: str) -> AsyncEngine:
    """Return an engine that also accepts a replica, since it only reads."""
    try:
        return make_engine(url, connections=_CONNECTIONS, name="atencion-lookup", target="any")
    except DatabaseRefused:
        raise NotAvailable("not_configured", "la dirección no es de una base de datos") from None


async def _query(engine: AsyncEngine, lookup: Lookup, parameters: Mapping[str, str]) -> list[SourceRow]:
    async with snapshot(engine) as connection:
        await connection.execute(
            text("SELECT set_config('statement_timeout', :ms, true)"), {"ms": str(int(lookup.limit_s * 1000))}
        )
        stream = await connection.stream(_bind_query(lookup.query), parameters)
        return [dict(row) for row in await stream.mappings().fetchmany(row_limit(lookup))]


def _bind_query(query: str) -> TextClause:
    """Return the query with its data bound as text, regardless of the types of the columns."""
    return text(query).bindparams(*(bindparam(name, type_=String) for name in set(QUERY_DATUM.findall(query))))


def _not_available(error: StorageError) -> NotAvailable:
    """Return the reason of an error without the server's text, which may repeat personal data."""
    cause = error.__cause__
    state = str(getattr(cause.orig, "sqlstate", "") if isinstance(cause, DBAPIError) else "")
    if state == _CANCELLED:
        return NotAvailable("timeout", state)
    if isinstance(error, DatabaseAway) and not state.startswith(_INVALID_AUTHORIZATION):
        return NotAvailable("unreachable", state)
    return NotAvailable("refused", state)
