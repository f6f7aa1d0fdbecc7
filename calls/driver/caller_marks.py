"""Marks of callers' numbers, which link the calls of one number within a month and campaign.

Owns the keys ``{campaign}:caller_marks:<YYYY-MM>``: 32 random bytes for each local month, the same for every process,
which expire `_KEY_RETENTION` after the month. A mark is an HMAC under that key. After the key's expiry nothing relates
a mark to a number, not even a trial of every number (decision 0051). It must not store a number, nor log one.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import structlog
from redis.asyncio import Redis

from config.timezone import COLOMBIA
from eventlog.person import number_mark
from metrics.indicators.periods import bounds_of, month_of
from storage.errors import StorageError
from storage.valkey import translate_errors
from telephony.phone_numbers import to_e164

log = structlog.get_logger(__name__)

_KEY_BYTES: Final = 32
_KEY_RETENTION: Final = timedelta(hours=1)
"""Kept this long after the month, because clocks of two machines may differ."""
_KEY_TIMEOUT_S: Final = 0.5
_KEY_CHECK_INTERVAL_S: Final = 3600.0
_KEY_RETRY_INTERVAL_S: Final = 5.0


async def no_mark(number: str) -> str:
    """Return no mark, for a driver without Valkey's key."""
    return ""


class _Key(NamedTuple):
    month: str
    secret: bytes


class CallerMarks:
    """Computes the marks of one campaign's callers.

    The key is fetched for the first call of a month and kept in memory. Once an hour one call checks it: Valkey gets it
    back if it was lost, and processes with different keys agree on Valkey's.

    Args:
        redis: Valkey, bytes in and bytes out.
        campaign: of the callers.
        now: aware; for tests.
    """

    def __init__(self, redis: Redis, campaign: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._redis = redis
        self._prefix = f"{{{campaign}}}:caller_marks:"
        self._now = now
        self._key: _Key | None = None
        self._next_request_at = 0.0
        self._key_lock = asyncio.Lock()

    async def mark(self, caller: str) -> str:
        """Return the mark of a caller's number, 16 bytes in hex; empty without a number or a key.

        Failures of Valkey are not raised, and it waits at most half a second.
        """
        number = to_e164(caller)
        if number is None:
            return ""
        key = await self._key_of(month_of(self._now().astimezone(COLOMBIA).date()))
        return "" if key is None else number_mark(number, key)

    async def _key_of(self, month: str) -> bytes | None:
        if not self._is_due(month):
            return self._secret(month)
        async with self._key_lock:
            if self._is_due(month):
                await self._refresh_key(month)
            return self._secret(month)

    def _is_due(self, month: str) -> bool:
        changed = self._key is not None and self._key.month != month
        return changed or time.monotonic() >= self._next_request_at

    def _secret(self, month: str) -> bytes | None:
        return self._key.secret if self._key is not None and self._key.month == month else None

    async def _refresh_key(self, month: str) -> None:
        candidate = self._secret(month) or secrets.token_bytes(_KEY_BYTES)
        try:
            async with asyncio.timeout(_KEY_TIMEOUT_S):
                key = await self._agree_on_key(month, candidate)
        except (StorageError, TimeoutError) as error:
            log.warning("caller_mark_key_away", error=type(error).__name__)
            key, self._next_request_at = self._secret(month), time.monotonic() + _KEY_RETRY_INTERVAL_S
        else:
            self._next_request_at = time.monotonic() + (_KEY_CHECK_INTERVAL_S if key else _KEY_RETRY_INTERVAL_S)
        self._key = None if key is None else _Key(month, key)

    async def _agree_on_key(self, month: str, candidate: bytes) -> bytes | None:
        """Offer a key and return the stored one; None if the month is already over by Valkey's clock."""
        name, expires_at = self._prefix + month, bounds_of(month)[1] + _KEY_RETENTION
        with translate_errors():
            await self._redis.set(name, candidate, nx=True, pxat=expires_at)
            stored = await self._redis.get(name)
        return stored if isinstance(stored, bytes) else None
