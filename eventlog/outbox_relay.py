"""The relay from the outbox to the stream: a fact is in the log a moment after its commit.

Owns the polling, and the retries while a server is away. A row relayed twice is in the stream once: the publisher
ensures it by the rows' turns. It must not delete rows: the recorder does, after journaling them.
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
_POLL_INTERVAL_S = 1.0  # the delay where a proxy before PostgreSQL swallows notifications
_RETRY_INTERVAL_S = 0.5
_log = structlog.get_logger(__name__)


class Publisher(Protocol):
    """A writer of the stream."""

    async def publish(self, rows: Sequence[OutboxRow]) -> None:
        """Append the facts of rows that were not yet appended, and count them; all or none.

        `rows` are in the order of their turns.

        Raises:
            StorageError: Valkey is away; the call may be repeated.
        """
        ...


async def relay_outbox(campaign: str, engine: AsyncEngine, publisher: Publisher) -> None:
    """Relay rows until cancelled; wait while PostgreSQL or Valkey is away, and then catch up.

    One connection of ``engine`` stays reserved for notifications.

    Raises:
        StorageError: PostgreSQL or Valkey refused a request.
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
            carried = 0  # restart at times: Valkey may have been restored


async def _next_rows(campaign: str, engine: AsyncEngine, after: int) -> list[OutboxRow]:
    async with unit_of_work(engine) as connection:
        await assign_turns(connection, campaign, BATCH_ROWS)
    async with unit_of_work(engine) as connection:
        return await read_waiting(connection, campaign, after, BATCH_ROWS)
