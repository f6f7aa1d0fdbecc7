"""Heartbeats of workers. Only workers do a campaign's mail, reports and deletions.

Owns one value in Valkey: the time of the last heartbeat of any worker. A worker that hangs sends none.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from redis.asyncio import Redis

from config.milliseconds import from_milliseconds, to_milliseconds
from storage.errors import StorageError
from storage.periodic import run_periodically
from storage.valkey import translate_errors

EVERY_S: Final = 10.0
ABSENT_AFTER: Final = timedelta(minutes=2)
ABSENT: Final = "worker_absent"
log = structlog.get_logger(__name__)


async def give_signs(redis: Redis, campaign: str, now: Callable[[], datetime]) -> None:
    """Send a heartbeat every ten seconds, until cancelled."""

    async def give_sign() -> None:
        with translate_errors():
            await redis.set(_key(campaign), to_milliseconds(now()))

    await run_periodically(
        give_sign, interval_s=EVERY_S, retryable_errors=(StorageError,), failure_event="worker_sign_waits"
    )


async def has_worker(redis: Redis, campaign: str, now: datetime) -> bool:
    """Return whether a worker sent a heartbeat within the last two minutes.

    Raises:
        StorageError: Valkey is away.
    """
    with translate_errors():
        last = await redis.get(_key(campaign))
    return last is not None and now - from_milliseconds(int(last)) <= ABSENT_AFTER


def _key(campaign: str) -> str:
    return f"{{{campaign}}}:worker"
