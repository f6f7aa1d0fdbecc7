"""Thresholds of queues in the database. Owns the table queue_threshold."""

import msgspec
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.board.domain.thresholds import QueueThresholds, ThresholdsRow
from storage.tables import queue_threshold

_row = queue_threshold.c
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('thresholds ' || :campaign || ' ' || :queue, 0))")


async def lock(connection: AsyncConnection, campaign: str, queue: str) -> None:
    """Lock the thresholds of a queue until the transaction ends."""
    await connection.execute(_LOCK, {"campaign": campaign, "queue": queue})


async def read_thresholds(connection: AsyncConnection, campaign: str) -> dict[str, ThresholdsRow]:
    """Return the thresholds that people set, by queue."""
    rows = await connection.execute(select(queue_threshold).where(_row.campaign == campaign))
    return {
        row.queue: ThresholdsRow(
            queue=row.queue,
            thresholds=QueueThresholds(
                waiting=row.waiting,
                longest_wait_s=row.longest_wait_s,
                service_level=row.service_level,
                abandon_rate=row.abandon_rate,
            ),
            changed_at=row.changed_at,
            changed_by=row.changed_by,
        )
        for row in rows
    }


async def save(connection: AsyncConnection, campaign: str, row: ThresholdsRow) -> None:
    """Insert or replace the thresholds of a queue."""
    values = {
        **msgspec.structs.asdict(row.thresholds),
        "changed_at": row.changed_at,
        "changed_by": row.changed_by,
    }
    statement = insert(queue_threshold).values(campaign=campaign, queue=row.queue, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["campaign", "queue"], set_=values))


async def remove(connection: AsyncConnection, campaign: str, queue: str) -> None:
    """Delete the thresholds of a queue, so that it has those of the site."""
    await connection.execute(delete(queue_threshold).where(_row.campaign == campaign, _row.queue == queue))
