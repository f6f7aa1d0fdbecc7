"""From the outbox into the stream: what a transaction wrote is in the log a moment after its commit.

Owns when it looks and what it does when a server is away. What is carried twice is in the stream once: the publisher
sees to it by the rows' turns. It must not delete rows: the recorder does, when it has journaled them.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.outbox import NOTIFY_CHANNEL, assign_turns, read_waiting
from eventlog.outbox_row import OutboxRow
from storage.errors import StorageError
from storage.postgres.engine import listen, unit_of_work
from storage.timeouts import wait_for_event

BATCH_ROWS = 100
_POLL_INTERVAL_S = 1.0  # the bell may be missed where a proxy stands before PostgreSQL; then this is the delay
_RETRY_INTERVAL_S = 0.5
_log = structlog.get_logger(__name__)


class Publisher(Protocol):
    """Who can write into the stream."""

    async def publish(self, rows: Sequence[OutboxRow]) -> None:
        """Append the facts of rows that were never appended, and count them; all or none.

        Args:
            rows: in the order of their turns.

        Raises:
            StorageError: Valkey is away; the same may be asked again.
        """
        ...


async def relay_outbox(campaign: str, engine: AsyncEngine, publisher: Publisher) -> None:
    """Carry until cancelled. While PostgreSQL or Valkey is away it waits, and then catches up.

    Args:
        campaign: whose rows.
        engine: of the database; one connection of it is kept for the bell.
        publisher: of that campaign.

    Raises:
        StorageError: PostgreSQL or Valkey refused what it was asked.
        Unreadable: a row holds no fact that this release knows.
    """
    while True:
        try:
            async with listen(engine, NOTIFY_CHANNEL) as bell:
                await _relay_batches(campaign, engine, publisher, bell)
        except StorageError as error:
            if not error.retryable:
                raise
            _log.warning("outbox_waits", campaign=campaign, code=error.code)
            await asyncio.sleep(_RETRY_INTERVAL_S)


async def _relay_batches(campaign: str, engine: AsyncEngine, publisher: Publisher, bell: asyncio.Event) -> None:
    carried = 0
    while True:
        bell.clear()
        rows = await _next_rows(campaign, engine, carried)
        if rows:
            await publisher.publish(rows)
            carried = rows[-1].turn
        elif not await wait_for_event(bell, _POLL_INTERVAL_S):
            carried = 0  # now and then from the beginning: Valkey may have been restored


async def _next_rows(campaign: str, engine: AsyncEngine, after: int) -> list[OutboxRow]:
    async with unit_of_work(engine) as connection:
        await assign_turns(connection, campaign, BATCH_ROWS)
    async with unit_of_work(engine) as connection:
        return await read_waiting(connection, campaign, after, BATCH_ROWS)
