"""The checkpoint in PostgreSQL: kept by whoever extends the journal, in the same transaction; read at a recovery.

Owns the tables ``checkpoint…``. Only rows that a batch changes are written, all of them in one statement. A journal
whose checkpoint is behind, because an older release wrote it, or of an older version, is caught up with from its facts.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import structlog
from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from eventlog.checkpoint.fold import VERSION, Changes, Checkpoint, changes
from eventlog.codec import read_canonical
from eventlog.errors import Unreadable
from eventlog.facts import Envelope
from eventlog.journal import read_head
from eventlog.visits import Visit
from storage.engine import reading, unit_of_work
from storage.tables import chain_head, checkpoint, checkpoint_advisor, checkpoint_total, checkpoint_visit, journal

_BATCH: Final = 5_000
_TOLD_EVERY: Final = 100_000


class Place(msgspec.Struct, frozen=True):
    """Up to where a checkpoint goes.

    Attributes:
        version: of the fold.
        seq: number of the last row of the journal that it holds.
    """

    version: int
    seq: int

    @property
    def of_newer_release(self) -> bool:
        """Whether a newer release keeps it, which catches up with what this one journals."""
        return self.version > VERSION


_log = structlog.get_logger(__name__)
_visit = msgspec.json.Decoder(Visit)

_KEPT = """
SELECT kept.version, kept.seq, visit.call_id, visit.visit
FROM checkpoint AS kept LEFT JOIN checkpoint_visit AS visit
    ON visit.campaign = kept.campaign AND visit.call_id = ANY ($2::text[])
WHERE kept.campaign = $1
"""
_STORE = """
WITH totals AS (
    INSERT INTO checkpoint_total AS kept (campaign, name, n)
    SELECT $1::text, told.* FROM unnest($4::text[], $5::bigint[]) AS told
    ON CONFLICT (campaign, name) DO UPDATE SET n = kept.n + excluded.n
), advisors AS (
    INSERT INTO checkpoint_advisor (campaign, advisor, state)
    SELECT $1::text, told.* FROM unnest($6::text[], $7::text[]) AS told
    ON CONFLICT (campaign, advisor) DO UPDATE SET state = excluded.state
), visits AS (
    INSERT INTO checkpoint_visit (campaign, call_id, visit)
    SELECT $1::text, told.* FROM unnest($8::text[], $9::text[]) AS told
    ON CONFLICT (campaign, call_id) DO UPDATE SET visit = excluded.visit
), ended AS (
    DELETE FROM checkpoint_visit WHERE campaign = $1::text AND call_id = ANY ($10::text[])
)
INSERT INTO checkpoint (campaign, version, seq) VALUES ($1::text, $2, $3)
ON CONFLICT (campaign) DO UPDATE SET version = excluded.version, seq = excluded.seq
"""


async def advance(
    connection: AsyncConnection, campaign: str, envelopes: Sequence[Envelope], *, after: int, upto: int
) -> None:
    """Fold facts that were just journaled into the checkpoint.

    Args:
        connection: within the transaction that journals them and holds the head of the chain.
        campaign: whose facts.
        envelopes: the facts, in the order of the chain.
        after: number of the journal's row before the first of them.
        upto: number of the last one's row.
    """
    place, before = await _kept(connection, campaign, envelopes)
    if place.of_newer_release:
        return
    if place != Place(VERSION, after):
        while await _catch_up(connection, campaign, after):
            pass
        _, before = await _kept(connection, campaign, envelopes)
    await _store(connection, campaign, upto, changes(before, envelopes))


async def catch_up(engine: AsyncEngine) -> None:
    """Bring the checkpoint of every campaign to the end of its journal, a transaction for each batch of facts.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with reading(engine) as connection:
        behind = await _behind(connection)
    for campaign in behind:
        more = True
        while more:
            async with unit_of_work(engine) as connection:
                head = await read_head(connection, campaign, lock=True)
                more = await _catch_up(connection, campaign, head.link.seq)


async def catch_up_within(connection: AsyncConnection) -> None:
    """Do the same as a part of a transaction, in which nobody else extends the journal."""
    for campaign in await _behind(connection):
        head = await read_head(connection, campaign, lock=True)
        while await _catch_up(connection, campaign, head.link.seq):
            pass


async def read(connection: AsyncConnection, campaign: str) -> tuple[Place, Checkpoint]:
    """Read a campaign's checkpoint and its place in the journal.

    Args:
        connection: within a transaction that sees one state.
        campaign: whose.
    """
    place, _ = await _kept(connection, campaign, ())
    total, advisor, visit = checkpoint_total.c, checkpoint_advisor.c, checkpoint_visit.c
    totals = await connection.execute(select(total.name, total.n).where(total.campaign == campaign))
    states = await connection.execute(select(advisor.advisor, advisor.state).where(advisor.campaign == campaign))
    visits = await connection.execute(select(visit.call_id, visit.visit).where(visit.campaign == campaign))
    return place, Checkpoint(
        totals={row.name: row.n for row in totals},
        advisors={row.advisor: row.state for row in states},
        visits={row.call_id: _visit.decode(row.visit) for row in visits},
    )


async def _behind(connection: AsyncConnection) -> list[str]:
    same = checkpoint.c.campaign == chain_head.c.campaign
    behind = or_(
        checkpoint.c.campaign.is_(None), checkpoint.c.version < VERSION,
        and_(checkpoint.c.version == VERSION, checkpoint.c.seq < chain_head.c.seq),
    )  # fmt: skip
    wanted = select(chain_head.c.campaign).outerjoin(checkpoint, same).where(chain_head.c.seq > 0, behind)
    return list((await connection.execute(wanted.order_by(chain_head.c.campaign))).scalars())


async def _catch_up(connection: AsyncConnection, campaign: str, last: int) -> bool:
    """Fold the next batch of the journal up to a row; whether there may be more."""
    place, _ = await _kept(connection, campaign, ())
    if place.of_newer_release or place == Place(VERSION, last):
        return False
    usable = place.version == VERSION and place.seq <= last
    if not usable:
        await _forget(connection, campaign)
    done = place.seq if usable else 0
    upto = min(done + _BATCH, last)
    rows = select(journal.c.seq, journal.c.bytes).where(journal.c.campaign == campaign)
    found = await connection.execute(rows.where(journal.c.seq.between(done + 1, upto)).order_by(journal.c.seq))
    envelopes = [each for row in found if (each := _readable(campaign, row.seq, row.bytes)) is not None]
    _, before = await _kept(connection, campaign, envelopes)
    await _store(connection, campaign, upto, changes(before, envelopes))
    if upto == last or upto // _TOLD_EVERY > done // _TOLD_EVERY:
        _log.info("checkpoint_catches_up", campaign=campaign, seq=upto, of=last)
    return upto < last


def _readable(campaign: str, seq: int, data: bytes) -> Envelope | None:
    """A fact that was tampered with counts as nothing here too; `verify` names it."""
    try:
        return read_canonical(data)
    except Unreadable:
        _log.error("checkpoint_skips_fact", campaign=campaign, seq=seq)
        return None


async def _forget(connection: AsyncConnection, campaign: str) -> None:
    for table in (checkpoint, checkpoint_total, checkpoint_advisor, checkpoint_visit):
        await connection.execute(delete(table).where(table.c.campaign == campaign))


async def _kept(
    connection: AsyncConnection, campaign: str, envelopes: Sequence[Envelope]
) -> tuple[Place, dict[str, Visit]]:
    """The checkpoint's place, and the last visits of the calls that some facts are of."""
    driver = await _driver(connection)
    rows = await driver.fetch(_KEPT, campaign, list({each.call_id for each in envelopes if each.call_id}))
    place = Place(rows[0]["version"], rows[0]["seq"]) if rows else Place(VERSION, 0)
    return place, {row["call_id"]: _visit.decode(row["visit"]) for row in rows if row["visit"] is not None}


async def _store(connection: AsyncConnection, campaign: str, seq: int, changed: Changes) -> None:
    visits = [msgspec.json.encode(visit).decode() for visit in changed.visits.values()]
    driver = await _driver(connection)
    await driver.execute(
        _STORE,
        *(campaign, VERSION, seq),
        *(list(changed.totals), list(changed.totals.values())),
        *(list(changed.advisors), list(changed.advisors.values())),
        *(list(changed.visits), visits, list(changed.ended)),
    )


async def _driver(connection: AsyncConnection) -> Any:
    """The driver's own connection: one prepared statement costs half of what it costs by way of SQLAlchemy."""
    return (await connection.get_raw_connection()).driver_connection
