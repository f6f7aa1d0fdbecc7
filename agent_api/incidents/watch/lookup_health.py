"""The health of a looked-up system, from the results of the lookups that people made.

Owns the replay of those results through the circuit breaker of the lookups. An outage is therefore what advisors met,
and an old system is never probed just for its health. While its breaker is open and no lookup runs, its health is
unknown.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.lookups.domain.breaker import MAX_FAILURES, Breaker, after_failure, after_success
from agent_api.lookups.domain.failure_reasons import TRIPPING_REASONS
from storage.postgres.engine import read_connection
from storage.tables import lookup_made

RECENT_LIMIT: Final = timedelta(minutes=2)
_BREAKER_OPEN: Final = "resting"


async def breaker_state(engine: AsyncEngine, campaign: str, lookups: Collection[str]) -> tuple[bool, bool]:
    """Return whether the system's breaker would be closed, and whether its last lookup was within RECENT_LIMIT.

    Raises:
        StorageError: PostgreSQL is away.
    """
    row = lookup_made.c
    query = select(row.reason, row.at, func.now()).where(row.campaign == campaign, row.lookup.in_(lookups))
    query = query.where(row.reason != _BREAKER_OPEN).order_by(row.id.desc()).limit(MAX_FAILURES)
    async with read_connection(engine) as connection:
        last = [(reason, at, now) for reason, at, now in await connection.execute(query)]
    return is_breaker_closed([reason for reason, _, _ in reversed(last)]), bool(last) and _is_recent(
        last[0][1], last[0][2]
    )


def is_breaker_closed(reasons: Collection[str]) -> bool:
    """Return whether the breaker is closed after these results, in order: the failure reasons, empty for success."""
    breaker = Breaker()
    for reason in reasons:
        breaker = after_failure(breaker, 0.0) if reason in TRIPPING_REASONS else after_success(breaker)
    return breaker.is_closed


def _is_recent(at: datetime, now: datetime) -> bool:
    return now - at <= RECENT_LIMIT
