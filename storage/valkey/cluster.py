"""A client of a Valkey Cluster, which sends each command to the master of its key.

Owns the differences between the vendor's client and the one of a single server: the queue for a connection, the errors
that it raises, and the node that runs a function. It must not know any key.
"""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from redis import exceptions as errors
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from storage.valkey.connections import cancellable

SCHEMES = {"redis+cluster": False, "rediss+cluster": True}
"""Use of TLS by scheme of the address."""
_PORT = 6379
_SPARE = 8  # for the client's own commands about the cluster

_KEY_OF: dict[str, Callable[[Sequence[Any]], Any]] = {
    "FCALL": lambda words: words[2],
    "FCALL_RO": lambda words: words[2],
    "XREAD": lambda words: words[words.index(b"STREAMS") + 1],
}
"""Position of the key in commands for which the client would otherwise ask a server each time."""


class Cluster(RedisCluster):
    """The client of a cluster.

    Args:
        nodes: some of the cluster's; they are asked for the others.
        connections: maximum of concurrent commands; further ones wait.
        timeout_s: for a connection, an answer or a free connection.
        more: settings of each connection.
    """

    def __init__(self, nodes: list[ClusterNode], *, connections: int, timeout_s: float, **more: Any) -> None:
        super().__init__(
            startup_nodes=nodes,
            require_full_coverage=False,  # campaigns with a live master continue
            max_connections=connections + _SPARE,
            socket_connect_timeout=timeout_s,
            socket_timeout=timeout_s,
            retry=Retry(NoBackoff(), 1),
            **more,
        )
        self.connection_kwargs["connection_class"] = cancellable(self.connection_kwargs["connection_class"])
        self._places = asyncio.Semaphore(connections)
        self._timeout_s = timeout_s

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command on the node of its key.

        Raises:
            errors.RedisError: also for the library's cluster errors that are no `RedisError`.
        """
        await self._take_place()
        try:
            return await super().execute_command(*args, **kwargs)
        except errors.RedisClusterException as error:
            raise errors.ConnectionError(str(error)) from error
        finally:
            self._places.release()

    async def _take_place(self) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._places.acquire()
        except TimeoutError:
            raise errors.ConnectionError("all connections are in use") from None

    async def _determine_slot(self, command: str, *args: Any) -> int:
        find = _KEY_OF.get(command.upper())
        if find is None:
            return int(await super()._determine_slot(command, *args))
        return int(self.keyslot(find(args)))


def connect_cluster(url: str, *, connections: int, timeout_s: float) -> Cluster:
    """Build a client of a cluster; it connects at first use.

    Args:
        url: ``redis+cluster://[user[:password]@]host[:port][,host[:port]…]``, or ``rediss+cluster://…``.
        connections: maximum of concurrent commands.
        timeout_s: for a connection or an answer.

    Raises:
        ValueError: not such an address.
    """
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    secure: dict[str, Any] = {"ssl": True, "ssl_min_version": ssl.TLSVersion.TLSv1_2} if SCHEMES[parts.scheme] else {}
    return Cluster(
        [_node(host) for host in hosts.split(",")],
        connections=connections,
        timeout_s=timeout_s,
        username=unquote(user) or None,
        password=unquote(password) or None,
        **secure,
    )


def _node(host: str) -> ClusterNode:
    parts = urlsplit(f"//{host}")
    if not parts.hostname:
        raise ValueError("the address has no host")
    return ClusterNode(parts.hostname, parts.port or _PORT)
