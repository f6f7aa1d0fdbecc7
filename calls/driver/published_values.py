"""Values of a campaign that one process publishes in Valkey and each gateway keeps in memory.

A gateway reads a value again now and then, when a call needs it, so that most calls cost no request. It must not know
what a value means.
"""

import asyncio
import time
from typing import Any, Final, Generic, TypeVar

import msgspec
import structlog
from redis.asyncio import Redis

from storage.errors import StorageError
from storage.valkey import translate_errors

log = structlog.get_logger(__name__)
Value = TypeVar("Value")

_RETRY_INTERVAL_S: Final = 5.0
_READ_TIMEOUT_S: Final = 0.25


async def publish_value(redis: Redis, campaign: str, name: str, value: Any) -> None:
    """Replace a value of a campaign, as JSON.

    Raises:
        StorageError: Valkey is away.
    """
    with translate_errors():
        await redis.set(_key_of(campaign, name), msgspec.json.encode(value, order="deterministic"))


class PublishedValue(Generic[Value]):
    """A value of one campaign, as a gateway knows it.

    Args:
        redis: Valkey, bytes in and bytes out.
        name: the suffix of its key.
        empty: the value while none is published.
        refresh_s: how old the known value may be.
    """

    def __init__(
        self, redis: Redis, campaign: str, name: str, kind: type[Value], *, empty: Value, refresh_s: float
    ) -> None:
        self._redis, self._name, self._key = redis, name, _key_of(campaign, name)
        self._decoder = msgspec.json.Decoder(kind)
        self._value = self._empty = empty
        self._refresh_s = refresh_s
        self._next_read_at = 0.0
        self._lock = asyncio.Lock()

    async def get(self) -> Value:
        """Return the value.

        Failures of Valkey are not raised: the last known value counts, and one caller of this waits at most a quarter
        of a second in five.
        """
        if time.monotonic() >= self._next_read_at and not self._lock.locked():
            async with self._lock:
                await self._read()
        return self._value

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(_READ_TIMEOUT_S):
                with translate_errors():
                    stored = await self._redis.get(self._key)
            self._value = self._decoder.decode(stored) if stored else self._empty
        except (StorageError, TimeoutError, msgspec.MsgspecError) as error:
            log.warning("published_value_away", name=self._name, error=type(error).__name__)
            self._next_read_at = time.monotonic() + _RETRY_INTERVAL_S
        else:
            self._next_read_at = time.monotonic() + self._refresh_s


def _key_of(campaign: str, name: str) -> str:
    return f"{{{campaign}}}:{name}"
