"""The contingency messages in force, by line, as gateways know them.

Owns the value ``contingency_messages``. The API publishes it after each change, and the worker every few seconds, so
that a lost write is repaired. A gateway that cannot read it plays the last known message until its end.
"""

from collections.abc import Mapping
from typing import Final

from redis.asyncio import Redis

from calls.call import LineMessage
from calls.driver.published_values import PublishedValue, publish_value

REFRESH_INTERVAL_S: Final = 3.0
_NAME: Final = "contingency_messages"


async def no_message(line: str) -> LineMessage | None:
    """Return None, for a driver without contingency messages."""
    return None


async def publish_messages(redis: Redis, campaign: str, messages: Mapping[str, LineMessage]) -> None:
    """Replace the messages of a campaign.

    Raises:
        StorageError: Valkey is away.
    """
    await publish_value(redis, campaign, _NAME, messages)


class LineMessages:
    """The contingency messages of one campaign, as a gateway knows them."""

    def __init__(self, redis: Redis, campaign: str) -> None:
        empty: dict[str, LineMessage] = {}
        self._messages = PublishedValue(
            redis, campaign, _NAME, dict[str, LineMessage], empty=empty, refresh_s=REFRESH_INTERVAL_S
        )

    async def find(self, line: str) -> LineMessage | None:
        """Return the last known message of a line, perhaps over; failures of Valkey are not raised."""
        return (await self._messages.get()).get(line)
