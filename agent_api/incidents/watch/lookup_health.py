"""How a consulted system is, by what became of the consults that people made.

Owns the reading of those rows through the same breaker that leaves a failing system in peace: so an outage is what
advisors met, and nobody asks an old system only to know whether it is there. While its breaker is open and nobody asks,
nobody knows.
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
    """Whether the breaker of a system would be closed, and whether the last consult was a moment ago.

    Args:
        engine: of the database.
        campaign: whose consults.
        lookups: ids of the questions to that system.

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
    """Whether the breaker is closed after some consults.

    Args:
        reasons: why each had no answer, or empty, in order.
    """
    breaker = Breaker()
    for reason in reasons:
        breaker = after_failure(breaker, 0.0) if reason in TRIPPING_REASONS else after_success(breaker)
    return breaker.is_closed


def _is_recent(at: datetime, now: datetime) -> bool:
    return now - at <= RECENT_LIMIT
