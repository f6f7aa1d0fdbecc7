"""The limit of guesses: look-ups of a call, of a number and of a document that did not match.

Owns the keys ``{campaign}:menu_guesses:<kind>:<print>``: sorted sets of look-ups by time, so that a look-up that runs
twice counts once. A look-up counts before it is answered; a match takes it back. Keys have prints, never a number.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from redis.asyncio import Redis

from config.site.customers.identity import GuessLimits
from storage.valkey import translate_errors

_CALL_HOURS: Final = 24
_HOUR_MS: Final = 3_600_000


class Guesses:
    """Counts the guesses of one campaign.

    Args:
        redis: Valkey, bytes in and bytes out.
        print_of: returns the keyed digest of a text.
    """

    def __init__(self, redis: Redis, campaign: str, print_of: Callable[[str], str]) -> None:
        self._redis: Any = redis
        self._campaign = campaign
        self._print_of = print_of

    async def admit(self, lookup: str, limits: GuessLimits, *, call: str, number: str, document: str) -> bool:
        """Count a look-up; return whether every limit admits it. One that is not admitted does not count.

        ``number`` is the print of the caller's number: callers without one share a limit. ``document`` may be empty.

        Raises:
            StorageError: Valkey is away.
        """
        now_ms = round(time.time() * 1000)
        keys = self._keys(limits, call, number, document)
        with translate_errors():
            for key, (limit, hours) in keys.items():
                await self._redis.zremrangebyscore(key, 0, now_ms - hours * _HOUR_MS)
                await self._redis.zadd(key, {lookup: now_ms})
                await self._redis.pexpire(key, hours * _HOUR_MS)
                if await self._redis.zcard(key) > limit:
                    await self._remove(lookup, keys)
                    return False
        return True

    async def take_back(self, lookup: str, limits: GuessLimits, *, call: str, number: str, document: str) -> None:
        """Do not count a look-up that matched; raises as `admit`."""
        with translate_errors():
            await self._remove(lookup, self._keys(limits, call, number, document))

    async def _remove(self, lookup: str, keys: Mapping[str, tuple[int, int]]) -> None:
        for key in keys:
            await self._redis.zrem(key, lookup)

    def _keys(self, limits: GuessLimits, call: str, number: str, document: str) -> dict[str, tuple[int, int]]:
        """Return limit and hours of each key."""
        keys = {
            self._key("call", call): (limits.per_call, _CALL_HOURS),
            self._key("number", number): (limits.per_number, limits.hours),
        }
        if document:
            keys[self._key("document", self._print_of(document.lstrip("0")))] = (limits.per_document, limits.hours)
        return keys

    def _key(self, kind: str, value: str) -> str:
        return f"{{{self._campaign}}}:menu_guesses:{kind}:{value or 'hidden'}"
