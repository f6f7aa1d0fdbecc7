"""Numbers whose calls have priority in the queue: those of the contacts of large clients.

Owns the key ``{campaign}:priority_numbers``: the prints of the numbers, keyed digests from which no number can be read.
The worker replaces it as a whole; each gateway keeps a copy in memory and reads it again now and then, so that a call
costs no request. It must not store a number, nor log one.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Final

import msgspec
import structlog
from redis.asyncio import Redis

from storage.errors import StorageError
from storage.valkey import translate_errors
from telephony.phone_numbers import to_e164

log = structlog.get_logger(__name__)

REFRESH_INTERVAL_S: Final = 15.0
_RETRY_INTERVAL_S: Final = 5.0
_READ_TIMEOUT_S: Final = 0.25
_DECODER: Final = msgspec.json.Decoder(frozenset[str])


async def no_priority(number: str) -> bool:
    """Return False, for a driver without priority numbers."""
    return False


async def publish_numbers(redis: Redis, campaign: str, prints: Collection[str]) -> None:
    """Replace the numbers of a campaign.

    Raises:
        StorageError: Valkey is away.
    """
    with translate_errors():
        await redis.set(_key_of(campaign), msgspec.json.encode(sorted(prints)))


class PriorityNumbers:
    """The priority numbers of one campaign, as a gateway knows them.

    Args:
        redis: Valkey, bytes in and bytes out.
        campaign: of the callers.
        print_of: returns the print of an E.164 number.
    """

    def __init__(self, redis: Redis, campaign: str, print_of: Callable[[str], str]) -> None:
        self._redis, self._key, self._print_of = redis, _key_of(campaign), print_of
        self._prints: frozenset[str] = frozenset()
        self._next_read_at = 0.0
        self._lock = asyncio.Lock()

    async def contains(self, caller: str) -> bool:
        """Return whether a caller's number has priority.

        Failures of Valkey are not raised: the last known numbers count, and one call waits at most a quarter of a
        second in five.
        """
        number = to_e164(caller)
        if number is None:
            return False
        if time.monotonic() >= self._next_read_at and not self._lock.locked():
            async with self._lock:
                await self._read()
        return bool(self._prints) and self._print_of(number) in self._prints

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(_READ_TIMEOUT_S):
                with translate_errors():
                    stored = await self._redis.get(self._key)
            self._prints = _DECODER.decode(stored) if stored else frozenset()
        except (StorageError, TimeoutError, msgspec.MsgspecError) as error:
            log.warning("priority_numbers_away", error=type(error).__name__)
            self._next_read_at = time.monotonic() + _RETRY_INTERVAL_S
        else:
            self._next_read_at = time.monotonic() + REFRESH_INTERVAL_S


def _key_of(campaign: str) -> str:
    return f"{{{campaign}}}:priority_numbers"
