"""Query a service over HTTP and JSON: APOTEOSYS.

Owns the HTTP client of one connector: only GET, TLS verified, no redirects, no proxy from the environment, answers of
limited size. The site configures the meaning of an answer.
"""

import asyncio
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx2

from agent_api.lookups.connectors.port import SourceRow, required_entries, row_limit
from agent_api.lookups.domain.failure_reasons import NotAvailable
from agent_api.lookups.domain.json_pointer import MISSING, resolve_pointer
from config.lookup_environment import LookupEnvironment
from config.site.customers.lookups import PATH_DATUM, Connector, Lookup

MAX_BYTES: Final = 512 * 1024
_OWN_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class HttpConnector:
    """A service; the environment gives its URL and the secrets of its headers."""

    def __init__(self, connector: Connector, addresses: LookupEnvironment) -> None:
        self._connector, self._addresses = connector, addresses
        self._client: httpx2.AsyncClient | None = None

    async def rows(self, lookup: Lookup, data: Mapping[str, str]) -> list[SourceRow]:
        """Request one document; see `SystemConnector.rows`."""
        url = _base_url(self._addresses.get(self._connector.id)) + fill_path(lookup.path or "", data)
        try:
            body = await self._get(url, none_on_404=lookup.none_on_404)
        except httpx2.TimeoutException as error:
            raise NotAvailable("timeout", type(error).__name__) from None
        except httpx2.TransportError as error:
            raise NotAvailable("unreachable", type(error).__name__) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise NotAvailable("bad_answer", type(error).__name__) from None
        return [] if body is None else parse_rows(body, lookup)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _get(self, url: str, *, none_on_404: bool) -> bytes | None:
        """Return the body; None if the service answers that nothing exists."""
        client = await self._open_client()
        async with client.stream("GET", url, headers=self._headers()) as response:
            if response.status_code == 404 and none_on_404:
                return None
            _check_status(response.status_code)
            if response.headers.get("content-encoding", "identity") != "identity":
                raise NotAvailable("bad_answer", "viene comprimida sin que se pidiera")
            return await _read_bounded(response)

    async def _open_client(self) -> httpx2.AsyncClient:
        """Return the client. Its creation reads every certificate of the machine, so it runs in a thread."""
        if self._client is None:
            made = await asyncio.to_thread(httpx2.AsyncClient, follow_redirects=False, trust_env=False)
            self._client = self._client or made  # another query may have been faster; an unused one holds nothing
        return self._client

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        for header, secret in self._connector.headers.items():
            value = self._addresses.get(secret)
            if value is None:
                raise NotAvailable("not_configured", f"falta el secreto {secret}")
            headers[header] = value
        return headers


def _base_url(address: str | None) -> str:
    """Return the base URL, which must use TLS unless it is on this machine."""
    if address is None:
        raise NotAvailable("not_configured", "no tiene dirección")
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _OWN_MACHINE):
        raise NotAvailable("not_configured", "la dirección debe empezar por https://")
    return address.rstrip("/")


def fill_path(path: str, data: Mapping[str, str]) -> str:
    """Fill the path template with the data, each quoted as a single part of the path or query (RFC 3986, section 2)."""
    return PATH_DATUM.sub(lambda match: quote(data[match[1]], safe=""), path)


def _check_status(status: int) -> None:
    if 200 <= status < 300:
        return
    if status >= 500 or status == 429:
        raise NotAvailable("failing", str(status))
    raise NotAvailable("refused", str(status))


async def _read_bounded(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_BYTES:
            raise NotAvailable("bad_answer", f"pasa de {MAX_BYTES} bytes")
    return bytes(body)


def parse_rows(body: bytes, lookup: Lookup) -> list[SourceRow]:
    """Parse the rows of a JSON document; numbers are read exactly, never as binary fractions.

    Raises:
        NotAvailable: it is not JSON, or has no rows at the place that the lookup names.
    """
    try:
        document = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotAvailable("bad_answer", "no es JSON") from None
    value = resolve_pointer(document, lookup.rows_at)
    if value is None:
        return []
    rows = value if isinstance(value, list) else [value]
    if value is MISSING or not all(isinstance(row, dict) for row in rows):
        raise NotAvailable("bad_answer", f"no hay filas en «{lookup.rows_at}»")
    return [_row(row, lookup) for row in rows[: row_limit(lookup)]]


def _no_number(text: str) -> Any:
    raise ValueError("no es un número")


def _row(row: Any, lookup: Lookup) -> SourceRow:
    values = {entry: resolve_pointer(row, entry) for entry in required_entries(lookup)}
    return {entry: None if value is MISSING else value for entry, value in values.items()}
