"""Addresses of PostgreSQL, with one host or several of which one is writable.

Owns the accepted addresses and the order in which hosts are tried. It must not know any table.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

import asyncpg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from storage.errors import DatabaseAway, DatabaseRefused
from storage.postgres.errors import storage_error

_PORT: Final = 5432
_TARGET: Final = "target_session_attrs"
_TARGETS: Final = ("any", "primary", "standby", "prefer-standby", "read-write", "read-only")
_DRIVER_PARAMETERS: Final = frozenset(
    {_TARGET, "host", "port", "user", "password", "database", "passfile", "ssl", "sslmode", "command_timeout"}
    | {"statement_cache_size", "prepared_statement_cache_size"}
)
"""Parameters allowed in an address; with any other, asyncpg would fail at each connection."""


def driver_url(url: str, *, target: str = "read-write") -> URL:
    """Return the address with our driver, from ``postgresql://…`` of any dialect.

    Args:
        url: with one host, or several separated by commas as in libpq (PostgreSQL manual, "Connection URIs").
        target: the acceptable host among several, unless the address has ``target_session_attrs``.

    Raises:
        DatabaseRefused: not an address of a PostgreSQL.
    """
    one, hosts = _split(url)
    try:
        parsed = make_url(one)
    except (SQLAlchemyError, ValueError) as error:
        raise _url_invalid("no es una dirección de PostgreSQL.") from error
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise _url_invalid("debe empezar por postgresql://.")
    query = _check_query(parsed.query)
    if hosts:
        query |= {"host": ",".join(host for host, _ in hosts), "port": ",".join(str(port) for _, port in hosts)}
    if "," in str(query.get("host", "")) or isinstance(query.get("host"), tuple):
        query.setdefault(_TARGET, target)
    return parsed.set(drivername="postgresql+asyncpg", query=query)


class HostSelector:
    """Connects to the first acceptable host that serves; tries the last one used first.

    A host that is off does not answer: each host has its share of the timeout, so that the others are tried.
    """

    def __init__(self) -> None:
        """Start with the order of the address."""
        self._last: tuple[str, int] | None = None

    async def __call__(self, *, host: Any = None, port: Any = None, timeout: float, **options: Any) -> Any:  # noqa: ASYNC109 - asyncpg names it so
        """Connect; see `asyncpg.connect`.

        Args:
            host: one, or several.
            port: of each of them.
            timeout: for all of them together, seconds.
            options: of the driver.

        Raises:
            ConnectionError: none of several serves.
            Exception: the driver's, if there is one host or a host refuses for good.
        """
        if not isinstance(host, (list, tuple)):
            return await asyncpg.connect(host=host, port=port, timeout=timeout, **options)
        ends_at, refusals = time.monotonic() + timeout, []
        remaining = self._order(list(zip(host, port, strict=True)))
        while remaining:
            address, *remaining = remaining
            server, server_port = address
            timeout_s = (ends_at - time.monotonic()) / (len(remaining) + 1)
            try:
                connection = await asyncpg.connect(
                    host=server, port=server_port, timeout=max(timeout_s, 0.1), **options
                )
            except Exception as error:
                refusals.append(f"{server}:{server_port}: {_reason(error)}")
                continue
            self._last = address
            return connection
        raise ConnectionError("; ".join(refusals))

    def _order(self, addresses: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
        return sorted(addresses, key=lambda address: address != self._last)


def _reason(error: Exception) -> str:
    """Return why a host is not usable, so that the next one is tried.

    Raises:
        Exception: it refused for good, as with a wrong password; other hosts have the same accounts.
    """
    if isinstance(error, (OSError, TimeoutError)) or isinstance(storage_error(error), DatabaseAway):
        return str(error) or type(error).__name__
    raise error


def _split(url: str) -> tuple[str, list[tuple[str, int]]]:
    """Split several hosts and their ports from an address, since SQLAlchemy reads one; an empty list for one host."""
    scheme, mark, location = url.partition("://")
    end = min((position for each in "/?" if (position := location.find(each)) >= 0), default=len(location))
    login, at, hosts = location[:end].rpartition("@")
    if "," not in hosts:
        return url, []
    return f"{scheme}{mark}{login}{at}{location[end:]}", [_parse_host(host) for host in hosts.split(",")]


def _parse_host(text: str) -> tuple[str, int]:
    """Parse ``host``, ``host:port`` or ``[IPv6]:port``; a folder of Unix sockets is percent-encoded."""
    host, bracket, port = text.rpartition("]")
    if bracket:
        host, port = host.removeprefix("["), port.removeprefix(":")
    else:
        host, _, port = text.partition(":")
    if not host or not (port or str(_PORT)).isdecimal():
        raise _url_invalid(f"nombra un servidor que no se entiende: «{text}».")
    return unquote(host), int(port or _PORT)


def _check_query(query: Mapping[str, Any]) -> dict[str, Any]:
    """Check the parameters of an address and rename them for the driver."""
    unknown = sorted(query.keys() - _DRIVER_PARAMETERS)
    if unknown:
        raise _url_invalid(f"tiene un parámetro que no se conoce: «{unknown[0]}».")
    if query.get(_TARGET, "any") not in _TARGETS:
        raise _url_invalid(f"{_TARGET} debe ser uno de estos: {', '.join(_TARGETS)}.")
    return {"ssl" if name == "sslmode" else name: value for name, value in query.items()}


def _url_invalid(problem: str) -> DatabaseRefused:
    return DatabaseRefused(f"ATENCION_DATABASE_URL {problem}")
