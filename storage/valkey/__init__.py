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

# It answers, but does not work now: loading, full, read-only, no disk, no quorum.
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
    """A client, bytes in and bytes out; it connects when first used.

    A command that failed is tried once more on a new connection and no oftener: whoever waits decides how long. What
    must not happen twice carries a request id (DESIGN §3).

    Args:
        url: ``redis://…``, ``rediss://…`` or ``unix://…``; ``redis+cluster://host:port,…`` (``rediss+cluster://…``)
            for a cluster, of which a node or some are named; ``redis+sentinel://host:port,…/service`` for the master
            that Sentinels know, see `storage.valkey.sentinel`.
        connections: how many it may open at once; beyond, requests wait for one.
        timeout_s: how long a connection or an answer may take.

    Raises:
        ValkeyRefused: no address of a Valkey.
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
    """Return the address by which another user of the same server connects.

    Args:
        url: as of `connect`.
        user: of Valkey.
        password: of that user; letters, digits, ``-`` and ``_``.
    """
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{user}:{password}@{host.rpartition('@')[2]}{slash}{path}"


def replies_by_server(reply: Any) -> list[Any]:
    """What each server answered to a question that goes to all of them: one, or each master of a cluster."""
    return list(reply.values()) if isinstance(reply, dict) else [reply]


async def read_memory(client: redis.Redis, key: str) -> tuple[int, int]:
    """Return the bytes that the server of a key uses, and its limit; 0 is none.

    Args:
        client: as `connect` gives it; of a cluster, the master of the key is asked.
        key: any.
    """
    target: dict[str, Any] = {"target_nodes": client.get_node_from_key(key)} if isinstance(client, Cluster) else {}
    answer: Any = await cast(Any, client).execute_command("INFO", "memory", **target)
    (server,) = [answer] if "used_memory" in answer else replies_by_server(answer)
    return int(server["used_memory"]), int(server["maxmemory"])


@contextmanager
def translate_errors() -> Iterator[None]:
    """Errors of redis-py, raised as ours.

    Raises:
        ValkeyAway: it cannot be reached, or does not work now.
        ValkeyRefused: it will not do that.
    """
    try:
        yield
    except errors.ResponseError as error:
        unfit = isinstance(error, _UNAVAILABLE_ERRORS) or str(error).partition(" ")[0] in _UNAVAILABLE_CODES
        raise (ValkeyAway if unfit else ValkeyRefused)(str(error)) from error
    except errors.RedisError as error:
        raise ValkeyAway(f"no hay conexión con Valkey: {error}") from error
