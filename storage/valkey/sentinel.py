"""A client of a Valkey with replicas and Sentinels, connected to the current master.

Owns the address and the pool of such a client. Sentinels promote a replica; we only ask them for the master (Valkey
documentation, "High availability with Valkey Sentinel"). It must not know any key.
"""

import ssl
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import redis.asyncio as redis
from redis.asyncio.connection import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import (
    Sentinel,
    SentinelConnectionPool,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)
from redis.backoff import NoBackoff

from storage.valkey.connections import cancellable

SENTINEL_SCHEMES = {"redis+sentinel": False, "rediss+sentinel": True}
"""Use of TLS, to servers and Sentinels, by scheme of the address."""
_PORT: Final = 26379
_CONNECT_TIMEOUT_S: Final = 1.0
"""Time limit for one Sentinel to answer before the next is asked."""
_URL_PARAMETERS: Final = {"sentinel_username": "username", "sentinel_password": "password"}
"""Parameters of an address with the login at the Sentinels, which is separate from that at the servers."""


class _Pool(SentinelConnectionPool, BlockingConnectionPool):
    """Connections to the current master; a caller waits for a free one, as in the pool of a single server."""

    def __init__(self, service: str, sentinel: Sentinel, *, timeout_s: float, **more: Any) -> None:
        super().__init__(service, sentinel, timeout=timeout_s, **more)  # type: ignore[no-untyped-call]
        self._sentinel = sentinel

    async def aclose(self) -> None:
        """Close the connections, including those to the Sentinels."""
        await super().aclose()
        await self._sentinel.aclose()


def connect_sentinel(url: str, *, connections: int, timeout_s: float) -> redis.Redis:
    """Build a client of the master of a service; it connects at first use.

    A former master refuses to write: the command is retried once, on the new master.

    Args:
        url: ``redis+sentinel://[user[:password]@]host[:port][,host[:port]…]/service[/database]``, or
        ``rediss+sentinel://…``; the login is the servers', ``?sentinel_username=…&sentinel_password=…`` that of the
        Sentinels if they have one.
        connections: maximum of open connections; further requests wait.
        timeout_s: for a connection, an answer or a free connection.

    Raises:
        ValueError: not such an address.
    """
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    service, _, database = parts.path.strip("/").partition("/")
    if not service or (database and not database.isdecimal()):
        raise ValueError("the address has no service, or its database is not a number")
    secure = SENTINEL_SCHEMES[parts.scheme]
    tls: dict[str, Any] = {"ssl_min_version": ssl.TLSVersion.TLSv1_2} if secure else {}
    pool = _Pool(
        unquote(service),
        _sentinels(hosts, _login(parts.query) | tls | ({"ssl": True} if secure else {})),
        connection_class=cancellable(SentinelManagedSSLConnection if secure else SentinelManagedConnection),
        max_connections=connections,
        timeout_s=timeout_s,
        socket_connect_timeout=timeout_s,
        socket_timeout=timeout_s,
        retry=Retry(NoBackoff(), 1),
        db=int(database or 0),
        username=unquote(user) or None,
        password=unquote(password) or None,
        **tls,
    )
    return redis.Redis.from_pool(pool)


def _sentinels(hosts: str, settings: Mapping[str, Any]) -> Sentinel:
    """Build the client of the Sentinels, which are asked in their order."""
    asking = {"socket_connect_timeout": _CONNECT_TIMEOUT_S, "socket_timeout": _CONNECT_TIMEOUT_S, **settings}
    addresses = [_sentinel(host) for host in hosts.split(",")]
    return Sentinel(addresses, sentinel_kwargs=asking)  # type: ignore[no-untyped-call]


def _sentinel(host: str) -> tuple[str, int]:
    parts = urlsplit(f"//{host}")
    if not parts.hostname:
        raise ValueError("the address has no host")
    return parts.hostname, parts.port or _PORT


def _login(query: str) -> dict[str, Any]:
    """Parse the login at the Sentinels into the vendor's argument names."""
    parameters = dict(parse_qsl(query, strict_parsing=True)) if query else {}
    if parameters.keys() - _URL_PARAMETERS.keys():
        raise ValueError("the address has an unknown parameter")
    return {_URL_PARAMETERS[name]: value for name, value in parameters.items()}
