"""The checkpoint in PostgreSQL: the recorder updates it in the transaction that journals, a recovery reads it.

Owns the tables ``checkpoint…``. One statement writes only the rows that a batch changes, and only to a checkpoint that
ends where the batch begins. A checkpoint that is behind, because an older release wrote the journal, or of an older
version, catches up from the journal's facts.
"""

from typing import Any, Final

import msgspec
import structlog
from sqlalchemy import ColumnElement, and_, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from eventlog.checkpoint.fold import VERSION, Checkpoint, CheckpointFold
from eventlog.errors import Unreadable
from eventlog.facts import Envelope
from eventlog.folds import call_record
from eventlog.folds.call_record import CallRecord
from eventlog.journal.codec import read_canonical
from eventlog.journal.reader import read_head
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import chain_head, checkpoint, checkpoint_advisor, checkpoint_total, journal

_BATCH_FACTS: Final = 5_000
_LOG_INTERVAL_ROWS: Final = 100_000
_log = structlog.get_logger(__name__)
_ADD = """
WITH moved AS (
    UPDATE checkpoint SET seq = $4 WHERE campaign = $1 AND version = $2 AND seq = $3 RETURNING campaign
), totals AS (
    INSERT INTO checkpoint_total AS kept (campaign, name, n)
    SELECT moved.campaign, item.name, item.n FROM moved, unnest($5::text[], $6::bigint[]) AS item (name, n)
    ON CONFLICT (campaign, name) DO UPDATE SET n = kept.n + excluded.n
), advisors AS (
    INSERT INTO checkpoint_advisor (campaign, advisor, state)
    SELECT moved.campaign, item.advisor, item.state FROM moved, unnest($7::text[], $8::text[]) AS item (advisor, state)
    ON CONFLICT (campaign, advisor) DO UPDATE SET state = excluded.state
)
SELECT count(*) FROM moved
"""


class CheckpointPosition(msgspec.Struct, frozen=True):
    """Fold version (0 without a checkpoint) and number of the last journal row in a checkpoint."""

    version: int
    seq: int


async def advance(connection: AsyncConnection, campaign: str, change: Checkpoint, *, after: int, last: int) -> None:
    """Add the fold of newly journaled facts to the checkpoint, in the transaction that locks the chain.

    The facts are the rows after ``after`` up to ``last``.
    """
    if await _add_change(connection, campaign, change, after=after, last=last):
        return
    if (await _read_position(connection, campaign)).version > VERSION:
        return  # a newer release keeps it, and catches up by itself
    while await _catch_up(connection, campaign, after):
        pass
    await _add_change(connection, campaign, change, after=after, last=last)


async def catch_up(engine: AsyncEngine) -> None:
    """Bring every campaign's checkpoint to the end of its journal, one transaction per batch of facts.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with read_connection(engine) as connection:
        behind = await _campaigns_behind(connection)
    for campaign in behind:
        more = True
        while more:
            async with unit_of_work(engine) as connection:
                head = await read_head(connection, campaign, lock=True)
                more = await _catch_up(connection, campaign, head.link.seq)


async def catch_up_within(connection: AsyncConnection) -> None:
    """Do the same within a transaction, in which no other process extends the journal."""
    for campaign in await _campaigns_behind(connection):
        head = await read_head(connection, campaign, lock=True)
        while await _catch_up(connection, campaign, head.link.seq):
            pass


async def read_checkpoint(connection: AsyncConnection, campaign: str) -> tuple[CheckpointPosition, Checkpoint]:
    """Read a campaign's checkpoint and its position; the transaction must see one state."""
    total, advisor = checkpoint_total.c, checkpoint_advisor.c
    totals = await connection.execute(select(total.name, total.n).where(total.campaign == campaign))
    states = await connection.execute(select(advisor.advisor, advisor.state).where(advisor.campaign == campaign))
    return await _read_position(connection, campaign), Checkpoint(
        totals={row.name: row.n for row in totals}, advisors={row.advisor: row.state for row in states}
    )


async def _campaigns_behind(connection: AsyncConnection) -> list[str]:
    joined = checkpoint.c.campaign == chain_head.c.campaign
    behind = or_(
        checkpoint.c.campaign.is_(None), checkpoint.c.version < VERSION,
        and_(checkpoint.c.version == VERSION, checkpoint.c.seq < chain_head.c.seq),
    )  # fmt: skip
    query = select(chain_head.c.campaign).outerjoin(checkpoint, joined).where(chain_head.c.seq > 0, behind)
    return list((await connection.execute(query.order_by(chain_head.c.campaign))).scalars())


async def _catch_up(connection: AsyncConnection, campaign: str, last: int) -> bool:
    """Fold the next batch of the journal up to a row, and return whether there may be more."""
    position = await _read_position(connection, campaign)
    if position.version > VERSION:
        return False
    if position.version < VERSION or position.seq > last:
        await _reset(connection, campaign)
        position = CheckpointPosition(VERSION, 0)
    upto = min(position.seq + _BATCH_FACTS, last)
    changed = await _fold_range(connection, campaign, position.seq, upto)
    await _add_change(connection, campaign, changed, after=position.seq, last=upto)
    if upto == last or upto // _LOG_INTERVAL_ROWS > position.seq // _LOG_INTERVAL_ROWS:
        _log.info("checkpoint_catches_up", campaign=campaign, seq=upto, of=last)
    return upto < last


async def _fold_range(connection: AsyncConnection, campaign: str, after: int, last: int) -> Checkpoint:
    """Fold the facts after one row up to another."""
    facts = await _facts(connection, campaign, journal.c.seq.between(after + 1, last))
    calls = {each.call_id for each in facts if each.call_id}
    earlier_rows = and_(journal.c.call_id.in_(calls), journal.c.seq <= after)
    earlier = await _facts(connection, campaign, earlier_rows) if after else []
    records: dict[str, CallRecord] = {}
    for envelope in earlier:
        _apply(records, envelope)
    fold = CheckpointFold()
    for envelope in facts:
        fold.add(envelope, records.get(envelope.call_id))
        _apply(records, envelope)
    return fold.to_checkpoint()


def _apply(records: dict[str, CallRecord], envelope: Envelope) -> None:
    record = call_record.apply(records.get(envelope.call_id), envelope) if envelope.call_id else None
    if record is not None:
        records[envelope.call_id] = record


async def _facts(connection: AsyncConnection, campaign: str, rows: ColumnElement[bool]) -> list[Envelope]:
    query = select(journal.c.seq, journal.c.bytes).where(journal.c.campaign == campaign, rows)
    result = await connection.execute(query.order_by(journal.c.seq))
    return [each for row in result if (each := _decode_or_skip(campaign, row.seq, row.bytes)) is not None]


def _decode_or_skip(campaign: str, seq: int, data: bytes) -> Envelope | None:
    """Decode a fact; skip one that was tampered with, as `verify` reports it."""
    try:
        return read_canonical(data)
    except Unreadable:
        _log.error("checkpoint_skips_fact", campaign=campaign, seq=seq)
        return None


async def _reset(connection: AsyncConnection, campaign: str) -> None:
    """Reset the checkpoint to the position before the first fact."""
    for table in (checkpoint, checkpoint_total, checkpoint_advisor):
        await connection.execute(delete(table).where(table.c.campaign == campaign))
    await connection.execute(insert(checkpoint).values(campaign=campaign, version=VERSION, seq=0))


async def _read_position(connection: AsyncConnection, campaign: str) -> CheckpointPosition:
    query = select(checkpoint.c.version, checkpoint.c.seq).where(checkpoint.c.campaign == campaign)
    row = (await connection.execute(query)).one_or_none()
    return CheckpointPosition(0, 0) if row is None else CheckpointPosition(row.version, row.seq)


async def _add_change(connection: AsyncConnection, campaign: str, change: Checkpoint, *, after: int, last: int) -> bool:
    """Add to a checkpoint of this version that ends at `after`, and return whether there was one."""
    totals, advisors = change.totals, change.advisors
    driver: Any = (await connection.get_raw_connection()).driver_connection
    rows = (list(totals), list(totals.values()), list(advisors), list(advisors.values()))
    return bool(await driver.fetchval(_ADD, campaign, VERSION, after, last, *rows))
