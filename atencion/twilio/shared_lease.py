"""One name and one lease for all nodes of a gateway, and the registry of its nodes.

Owns that all nodes hold calls under one name, and that a lost lease is followed by one new name for all. The router
decides whether a lease is lost. It must not know what the gateway does.
"""

import secrets
from typing import Final, Protocol

from redis.asyncio import Redis

from atencion.gateways.parts import TAKEOVER_LEASE
from call_router.errors import LeaseLost
from call_router.service import CallRouter
from calls.driver.lease import Lease
from storage.valkey import translate_errors

NODE_TIMEOUT_MS: Final = 3_000
"""A node without a heartbeat for this time is gone, and the others resume its work."""
_HEARTBEAT_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)"""


class SharedName(Protocol):
    """The store of a gateway's name, for all its nodes."""

    async def name(self) -> str:
        """Return the current name; empty if there is none yet. Raises StorageError."""

    async def rename(self, name: str, before: str) -> str:
        """Change the name unless another node did; return the current one. Raises StorageError."""


async def acquire_shared_lease(router: CallRouter, names: SharedName, kind: str) -> Lease:
    """Acquire the lease of the gateway, under the name that all nodes share.

    Args:
        router: of the campaign.
        names: the store of the name.
        kind: prefix of a new name.

    Raises:
        RouterAway: Valkey is away.
        StorageError: Valkey is away.
    """
    name = await names.name()
    while True:
        name = name or await names.rename(f"{kind}-{secrets.token_hex(4)}", "")
        lease = Lease(router, name, duration=TAKEOVER_LEASE)
        try:
            await lease.acquire()
        except LeaseLost:  # all nodes were away for too long
            name = await names.rename(f"{kind}-{secrets.token_hex(4)}", name)
        else:
            return lease


class NodeRegistry:
    """The nodes of a gateway.

    Args:
        redis: Valkey.
        campaign: the gateway's campaign.
        kind: of the gateway.
    """

    def __init__(self, redis: Redis, campaign: str, kind: str) -> None:
        self._redis = redis
        self._key = f"{{{campaign}}}:{kind}:nodes"
        self._me = secrets.token_hex(8)

    async def heartbeat(self) -> bool:
        """Record that this node is alive.

        Returns:
            Whether a node is gone that did not deregister; only one node gets True for it.

        Raises:
            StorageError: Valkey is away.
        """
        with translate_errors():
            return bool(await self._redis.eval(_HEARTBEAT_SCRIPT, 1, self._key, self._me, NODE_TIMEOUT_MS))

    async def deregister(self) -> bool:
        """Remove this node; return whether it was the last one. Raises as `heartbeat`."""
        with translate_errors():
            await self._redis.zrem(self._key, self._me)
            return await self._redis.zcard(self._key) == 0
