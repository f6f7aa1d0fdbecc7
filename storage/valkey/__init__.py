"""Valkey: the client of one server, of a cluster or behind Sentinels, its timeouts, and its errors as ours.

Imports `storage.errors` and knows no key. Read `connect` first: it makes a client of an address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import redis.asyncio as redis
from redis import exceptions as errors
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from storage.errors import ValkeyAway, ValkeyRefused
from storage.valkey.cluster import SCHEMES, Cluster, connect_cluster
from storage.valkey.connections import cancellable
from storage.valkey.sentinel import SENTINEL_SCHEMES, connect_sentinel

# The server answers but is unavailable: loading, full, read-only, no disk, no quorum.
_UNAVAILABLE_CODES = (
    "LOADING",
    "OOM",
    "READONLY",
    "MISCONF",
    "MASTERDOWN",
    "CLUSTERDOWN",
    "TRYAGAIN",
    "NOREPLICAS",
    "BUSY",
)
_UNAVAILABLE_ERRORS = (
    errors.OutOfMemoryError,
    errors.ReadOnlyError,
    errors.ClusterDownError,
    errors.MasterDownError,
    errors.TryAgainError,
)


def connect(url: str, *, connections: int = 20, timeout_s: float = 5.0) -> redis.Redis:
    """Build a client, bytes in and bytes out; it connects at first use.

    A failed command is retried only once, on a new connection, so that the caller decides how long to wait. A command
    that must not run twice has a request id.

    Args:
        url: ``redis://…``, ``rediss://…`` or ``unix://…``; ``redis+cluster://host:port,…`` (``rediss+cluster://…``) for
            a
        cluster, with one or more of its nodes; ``redis+sentinel://host:port,…/service`` for the master that Sentinels
        know, see `storage.valkey.sentinel`.
        connections: maximum of open connections; further requests wait.
        timeout_s: for a connection or an answer.

    Raises:
        ValkeyRefused: not an address of a Valkey.
    """
    try:
        scheme = url.partition("://")[0]
        if scheme in SCHEMES:
            return cast(redis.Redis, connect_cluster(url, connections=connections, timeout_s=timeout_s))
        if scheme in SENTINEL_SCHEMES:
            return connect_sentinel(url, connections=connections, timeout_s=timeout_s)
        pool = redis.BlockingConnectionPool.from_url(
            url,
            max_connections=connections,
            timeout=timeout_s,
            socket_connect_timeout=timeout_s,
            socket_timeout=timeout_s,
            retry=Retry(NoBackoff(), 1),
            retry_on_error=[errors.ConnectionError],
            health_check_interval=0,
        )
    except ValueError as error:
        raise ValkeyRefused(
            "ATENCION_REDIS_URL debe empezar por redis://, rediss://, redis+cluster://, rediss+cluster:// o unix://,"
            " o ser redis+sentinel://servidor:26379,servidor:26379/servicio (o rediss+sentinel://)."
        ) from error
    pool.connection_class = cancellable(pool.connection_class)
    return redis.Redis.from_pool(pool)


def url_for_user(url: str, user: str, password: str) -> str:
    """Return the address with another user of the same server.

    The password has letters, digits, ``-`` and ``_`` only.
    """
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{user}:{password}@{host.rpartition('@')[2]}{slash}{path}"


def replies_by_server(reply: Any) -> list[Any]:
    """Return the answers to a command that goes to all servers: one, or one for each master of a cluster."""
    return list(reply.values()) if isinstance(reply, dict) else [reply]


async def read_memory(client: redis.Redis, key: str) -> tuple[int, int]:
    """Return the bytes that the server of a key uses, and its limit; 0 is no limit."""
    target: dict[str, Any] = {"target_nodes": client.get_node_from_key(key)} if isinstance(client, Cluster) else {}
    answer: Any = await cast(Any, client).execute_command("INFO", "memory", **target)
    (server,) = [answer] if "used_memory" in answer else replies_by_server(answer)
    return int(server["used_memory"]), int(server["maxmemory"])


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise errors of redis-py as ours.

    Raises:
        ValkeyAway: it cannot be reached, or is unavailable now.
        ValkeyRefused: it rejected the command.
    """
    try:
        yield
    except errors.ResponseError as error:
        unfit = isinstance(error, _UNAVAILABLE_ERRORS) or str(error).partition(" ")[0] in _UNAVAILABLE_CODES
        raise (ValkeyAway if unfit else ValkeyRefused)(str(error)) from error
    except errors.RedisError as error:
        raise ValkeyAway(f"no hay conexión con Valkey: {error}") from error
