"""Operational metrics of anchors: the age of the last one, and the delay of each destination."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.anchors import hourly_store
from metrics.prometheus.anchors import AnchorsNow
from storage.errors import StorageError
from storage.postgres.engine import snapshot

_ATTEMPT_LIMIT: Final = timedelta(hours=1)
"""A destination without an attempt for this time was removed from the settings."""


async def anchors_now(engine: AsyncEngine, campaign: str, now: datetime) -> AnchorsNow | None:
    """Return the last anchor's age and each destination's delay; None without an anchor or PostgreSQL."""
    try:
        async with snapshot(engine) as connection:
            last = await hourly_store.find_latest(connection, campaign)
            waiting = await hourly_store.undelivered_since(connection, campaign, now - _ATTEMPT_LIMIT)
    except StorageError:
        return None
    if last is None:
        return None
    waited = {
        destination: 0.0 if since is None else (now - since).total_seconds() for destination, since in waiting.items()
    }
    return AnchorsNow(age_s=(now - last.taken_at).total_seconds(), undelivered_s=waited)
