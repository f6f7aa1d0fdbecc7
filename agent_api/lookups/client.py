"""Query other systems with a time limit and a circuit breaker.

Owns the connectors of this process, their breakers and the limit. It writes no fact and knows no HTTP: `service` does.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

import msgspec
import structlog

from agent_api.lookups.connectors.fixed_width import FixedWidthConnector
from agent_api.lookups.connectors.http import HttpConnector
from agent_api.lookups.connectors.port import SourceRow, SystemConnector
from agent_api.lookups.connectors.sql import SqlConnector
from agent_api.lookups.domain.breaker import Breaker, admit, after_failure, after_success
from agent_api.lookups.domain.failure_reasons import TRIPPING_REASONS, NotAvailable
from agent_api.lookups.domain.value_format import FormattedValue, UnformattableValue, as_text, format_value
from config.lookup_environment import LookupEnvironment
from config.site.customers.lookups import Connector, ConnectorKind, Lookup
from eventlog.facts.customers.lookup import LookupReason

log = structlog.get_logger(__name__)
CONNECTOR_TYPES: Final[dict[ConnectorKind, Callable[[Connector, LookupEnvironment], SystemConnector]]] = {
    "sql": SqlConnector,
    "fixed_width": FixedWidthConnector,
    "http": HttpConnector,
}


class LookupOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a lookup.

    Attributes:
        rows: the values of each row, in the order of the lookup's `shown`.
        more: whether there are further rows.
        reason: why there was no answer, or None.
    """

    rows: tuple[tuple[FormattedValue, ...], ...] = ()
    more: bool = False
    reason: LookupReason | None = None
    duration_ms: int = 0


class LookupClient:
    """The systems that this process queries; ``clock`` returns monotonic seconds."""

    def __init__(self, addresses: LookupEnvironment | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._addresses, self._clock = addresses or LookupEnvironment(), clock
        self._connectors: dict[str, SystemConnector] = {}
        self._breakers: dict[str, Breaker] = {}
        self._left: set[asyncio.Task[list[SourceRow]]] = set()

    async def run(self, lookup: Lookup, connector: Connector, data: Mapping[str, str]) -> LookupOutcome:
        """Query a system within the lookup's time limit, even if the system hangs.

        ``data`` holds the customer's data by name, everything that the lookup's key needs.
        """
        began = self._clock()
        try:
            rows = self._format_rows(lookup, connector, data, await self._query(lookup, connector, data))
            consult = LookupOutcome(rows=rows[: lookup.rows], more=len(rows) > lookup.rows)
        except NotAvailable as error:
            log.warning("lookup.not_available", lookup=lookup.id, reason=error.reason, detail=error.detail)
            consult = LookupOutcome(reason=error.reason)
        return msgspec.structs.replace(consult, duration_ms=round((self._clock() - began) * 1000))

    def is_breaker_open(self, connector: str) -> bool:
        """Return whether this process pauses queries to a system after repeated failures."""
        return not self._breakers.get(connector, Breaker()).is_closed

    async def close(self) -> None:
        """Cancel running queries and close all connectors."""
        for task in self._left:
            task.cancel()
        for connector in self._connectors.values():
            await connector.close()

    async def _query(self, lookup: Lookup, connector: Connector, data: Mapping[str, str]) -> list[SourceRow]:
        breaker = admit(self._breakers.get(connector.id, Breaker()), self._clock())
        if breaker is None:
            raise NotAvailable("resting")
        self._breakers[connector.id] = breaker
        try:
            rows = await self._query_bounded(lookup, connector, data)
        except NotAvailable as error:
            self._update_breaker(connector, tripping=error.reason in TRIPPING_REASONS)
            raise
        self._update_breaker(connector, tripping=False)
        return rows

    def _update_breaker(self, connector: Connector, *, tripping: bool) -> None:
        """Update the breaker's current state, which other queries may have changed meanwhile."""
        breaker = self._breakers.get(connector.id, Breaker())
        self._breakers[connector.id] = after_failure(breaker, self._clock()) if tripping else after_success(breaker)

    async def _query_bounded(self, lookup: Lookup, connector: Connector, data: Mapping[str, str]) -> list[SourceRow]:
        """Query with a time limit. A late task is cancelled without waiting for it: drivers are slow to stop."""
        asking = asyncio.create_task(self._connector(connector).rows(lookup, data))
        self._left.add(asking)
        asking.add_done_callback(self._discard)
        try:
            done, _ = await asyncio.wait({asking}, timeout=lookup.limit_s)
        finally:
            asking.cancel()
        if not done:
            raise NotAvailable("timeout", f"pasó de {lookup.limit_s} s")
        try:
            return asking.result()
        except (NotAvailable, asyncio.CancelledError):
            raise
        except Exception as error:
            log.error("lookup.failed", lookup=lookup.id, kind=type(error).__name__)  # its text may be personal data
            raise NotAvailable("bad_answer", type(error).__name__) from None

    def _discard(self, task: asyncio.Task[list[SourceRow]]) -> None:
        self._left.discard(task)
        with suppress(asyncio.CancelledError):
            task.exception()  # mark it as retrieved: the caller has raised it or no longer waits

    def _connector(self, connector: Connector) -> SystemConnector:
        if connector.id not in self._connectors:
            self._connectors[connector.id] = CONNECTOR_TYPES[connector.kind](connector, self._addresses)
        return self._connectors[connector.id]

    def _format_rows(
        self, lookup: Lookup, connector: Connector, data: Mapping[str, str], rows: list[SourceRow]
    ) -> tuple[tuple[FormattedValue, ...], ...]:
        try:
            return tuple(
                tuple(format_value(each.kind, row.get(each.entry)) for each in lookup.shown)
                for row in rows
                if belongs_to_customer(lookup, row, data)
            )
        except UnformattableValue as error:
            reason: LookupReason = "bad_record" if connector.kind == "fixed_width" else "bad_answer"
            raise NotAvailable(reason, str(error)) from error


def belongs_to_customer(lookup: Lookup, row: SourceRow, data: Mapping[str, str]) -> bool:
    """Return whether a row belongs to the customer: its owner's document, if the lookup names one, must be the same."""
    if lookup.owner is None:
        return True
    owner = row.get(lookup.owner)
    document = data.get("document") or data.get("third_party") or ""
    return owner is not None and bool(document) and _normalize_document(as_text(owner)) == _normalize_document(document)


def _normalize_document(document: str) -> str:
    return document.strip().lstrip("0").upper()
