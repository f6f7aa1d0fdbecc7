"""Requests for practice calls, from the API to whichever gateway process takes them first.

Owns the keys ``{campaign}:practice`` (requests that wait) and ``{campaign}:practice:<id>`` (a mark that a practice has
ended, so that its caller hangs up), both of the practice campaign. It must not place a call.
"""

from typing import Final

import msgspec
from redis.asyncio import Redis

from storage.valkey import translate_errors

_MARK_TTL_MS: Final = 3_600_000
"""Longer than any practice lasts."""
_REQUEST_TTL_MS: Final = 60_000
"""A request that no gateway takes is forgotten, because its advisor no longer waits."""


class PracticeCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that the sample caller is to place.

    Attributes:
        practice: its id.
        advisor: who answers it.
        dials: user part of its line.
        number: the invented customer's.
        sentences: ids of the sample caller's sentences, in order.
        most_s: after which the caller hangs up.
    """

    practice: str
    advisor: str
    dials: str
    number: str
    sentences: tuple[str, ...]
    most_s: float


class PracticeRequests:
    """The requests of one practice campaign; every method may raise `storage.errors.StorageError`."""

    def __init__(self, redis: Redis, campaign: str) -> None:
        self._redis = redis
        self._waiting = f"{{{campaign}}}:practice"

    async def post(self, call: PracticeCall) -> None:
        """Ask for a call."""
        with translate_errors():
            await self._redis.sadd(self._waiting, msgspec.json.encode(call))
            await self._redis.pexpire(self._waiting, _REQUEST_TTL_MS)

    async def take(self) -> PracticeCall | None:
        """Take a request that no other process has taken; None if there is none."""
        with translate_errors():
            content = await self._redis.spop(self._waiting)
        return msgspec.json.decode(content, type=PracticeCall) if isinstance(content, bytes) else None

    async def mark_ended(self, practice: str) -> None:
        """Mark a practice as ended."""
        with translate_errors():
            await self._redis.set(f"{self._waiting}:{practice}", b"1", px=_MARK_TTL_MS)

    async def has_ended(self, practice: str) -> bool:
        """Return whether a practice is marked as ended."""
        with translate_errors():
            return bool(await self._redis.exists(f"{self._waiting}:{practice}"))
