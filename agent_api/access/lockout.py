"""Attempts to enter, counted in Valkey: who fails again and again waits longer and longer.

Owns the counts, for each user and for each address of a client. An attempt counts before its password is looked at, so
that many at once gain nothing; a success clears the user's count, and counts for no address.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis

from agent_api.errors import ApiError
from storage.sealing import Sealer
from storage.valkey import translated

FREE = {"user": 5, "client": 30}
"""How many attempts wait for nothing; an address may be a whole office's."""
LONGEST_S = 900
_KEPT_S = 3600


class LockedOut(ApiError):
    """Too many attempts failed."""

    status = 429
    code = "locked_out"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Demasiados intentos fallidos. Vuelva a intentarlo en {seconds} s.")
        self.seconds = seconds
        self.headers = {"Retry-After": str(seconds)}


def delay_s(kind: str, attempts: int) -> int:
    """How long nobody may try again after so many attempts: nothing at first, then twice as long each time."""
    beyond = attempts - FREE[kind]
    return 0 if beyond < 0 else min(2 ** min(beyond + 1, 20), LONGEST_S)


class Attempts:
    """The counts of one campaign, for one attempt. Every method may raise `storage.errors.StorageError`."""

    def __init__(self, redis: Redis, campaign: str, sealer: Sealer) -> None:
        self._redis: Any = redis
        self._prefix = f"{{{campaign}}}:attempts:"
        self._sealer = sealer
        self._mine = secrets.token_bytes(8)  # tells the wait that this attempt began from that of another beside it

    async def begin(self, user: str, client: str) -> int:
        """Count an attempt.

        Returns:
            How many seconds the next one must wait; 0 if it need not.

        Raises:
            LockedOut: this one must wait.
        """
        keys = [(kind, self._key(kind, value)) for kind, value in (("user", user), ("client", client))]
        with translated():
            await self._refuse_early([key for _, key in keys])
            return max([await self._count(kind, key) for kind, key in keys])

    async def give_back(self, user: str, client: str) -> None:
        """Undo the count of this attempt, which was no failure: a whole office enters from one address."""
        with translated():
            for kind, value in (("user", user), ("client", client)):
                await self._give_back(self._key(kind, value))

    async def clear(self, user: str, client: str) -> None:
        """Forget a user's failures after a success, which does not count for the address either."""
        await self.give_back(user, client)
        await self.lift(user)

    async def lift(self, user: str) -> None:
        """Forget a user's failures and end their wait."""
        key = self._key("user", user)
        with translated():
            await self._redis.delete(key, f"{key}:wait")

    async def _give_back(self, key: str) -> None:
        await self._redis.decr(key)
        await self._redis.expire(key, _KEPT_S)
        if await self._redis.get(f"{key}:wait") == self._mine:
            await self._redis.delete(f"{key}:wait")

    async def _refuse_early(self, keys: Sequence[str]) -> None:
        for key in keys:
            left_ms = await self._redis.pttl(f"{key}:wait")
            if left_ms > 0:
                raise LockedOut(-(-left_ms // 1000))

    async def _count(self, kind: str, key: str) -> int:
        attempts = await self._redis.incr(key)
        await self._redis.expire(key, _KEPT_S)
        wait_s = delay_s(kind, attempts)
        if wait_s:
            await self._redis.set(f"{key}:wait", self._mine, ex=wait_s)
        return wait_s

    def _key(self, kind: str, value: str) -> str:
        """What was typed as a name may be a password: only its print is kept."""
        return self._prefix + self._sealer.blind(f"{kind}:{value}", about="attempts")
