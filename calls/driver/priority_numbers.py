"""Numbers whose calls have priority in the queue: those of the contacts of large clients.

Owns the value ``priority_numbers``: the prints of the numbers, keyed digests from which no number can be read. The
worker publishes it as a whole. It must not store a number, nor log one.
"""

from collections.abc import Callable, Collection
from typing import Final

from redis.asyncio import Redis

from calls.driver.published_values import PublishedValue, publish_value
from telephony.phone_numbers import to_e164

REFRESH_INTERVAL_S: Final = 15.0
_NAME: Final = "priority_numbers"


async def no_priority(number: str) -> bool:
    """Return False, for a driver without priority numbers."""
    return False


async def publish_numbers(redis: Redis, campaign: str, prints: Collection[str]) -> None:
    """Replace the numbers of a campaign.

    Raises:
        StorageError: Valkey is away.
    """
    await publish_value(redis, campaign, _NAME, sorted(prints))


class PriorityNumbers:
    """The priority numbers of one campaign, as a gateway knows them.

    Args:
        redis: Valkey, bytes in and bytes out.
        campaign: of the callers.
        print_of: returns the print of an E.164 number.
    """

    def __init__(self, redis: Redis, campaign: str, print_of: Callable[[str], str]) -> None:
        empty: frozenset[str] = frozenset()
        self._prints = PublishedValue(redis, campaign, _NAME, frozenset[str], empty=empty, refresh_s=REFRESH_INTERVAL_S)
        self._print_of = print_of

    async def contains(self, caller: str) -> bool:
        """Return whether a caller's number has priority; failures of Valkey are not raised."""
        number = to_e164(caller)
        if number is None:
            return False
        prints = await self._prints.get()
        return bool(prints) and self._print_of(number) in prints
