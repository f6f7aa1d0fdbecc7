"""Writes a batch of facts and all its folds to the journal, in one transaction.

Owns the order of the log: succession, repetitions, contradictions. It must not know Valkey.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog import person_data
from eventlog.checkpoint import store as checkpoint
from eventlog.checkpoint.fold import Checkpoint, CheckpointFold
from eventlog.errors import RecorderStopped
from eventlog.facts import Envelope, StreamId
from eventlog.folds import call_record
from eventlog.folds.call_record import CallRecord
from eventlog.folds.counts import Measure, contribution_change, interval_start, traffic_contributions
from eventlog.journal.chain import extend, genesis
from eventlog.journal.codec import canonical_bytes, tag_of
from eventlog.journal.reader import STREAM_START, JournalHead, read_head, read_records, row_from_record
from storage.encryption.field_cipher import FieldCipher
from storage.tables import call, chain_head, interval_count, journal

_JOURNAL_COLUMNS = tuple(column.name for column in journal.columns)
_CALL_KEY = ("campaign", "call_id")


class Projection(Protocol):
    """A fold of the log that a higher room keeps in the database; it changes in the transaction that journals."""

    async def apply(self, connection: AsyncConnection, envelopes: Sequence[Envelope]) -> None:
        """Apply newly journaled facts, in order; each comes once. The implementation must not commit."""
        ...


class WriteResult(msgspec.Struct, frozen=True):
    """The new end of the journal, and the facts that were new."""

    head: JournalHead
    new_facts: tuple[Envelope, ...]


async def write(
    connection: AsyncConnection,
    campaign: str,
    envelopes: Sequence[Envelope],
    people: Mapping[str, bytes],
    *,
    cipher: FieldCipher,
    projections: Iterable[Projection] = (),
) -> WriteResult:
    """Journal the new facts of a batch, with their folds, and lock the chain until the transaction ends.

    `envelopes` are in the order of the stream, and some or all may be journaled already; `people` maps references to
    `person.Person.encoded`.

    Raises:
        RecorderStopped: a fact is missing, or another one was journaled under the same id.
    """
    head = await _lock_head(connection, campaign)
    repeated = [envelope for envelope in envelopes if StreamId.parse(envelope.id) <= head.stream]
    new_envelopes = tuple(envelopes[len(repeated) :])
    await _check_repeated(connection, campaign, repeated)
    _check_order(head.stream, new_envelopes)
    if not new_envelopes:
        return WriteResult(head, ())
    before, head = head, await _extend(connection, campaign, head, new_envelopes)
    changed = await _store_folds(connection, campaign, new_envelopes)
    await checkpoint.advance(connection, campaign, changed, after=before.link.seq, last=head.link.seq)
    await person_data.store(connection, campaign, people, new_envelopes[-1].at, cipher)
    for projection in projections:
        await projection.apply(connection, new_envelopes)
    return WriteResult(head, new_envelopes)


async def _lock_head(connection: AsyncConnection, campaign: str) -> JournalHead:
    first = {
        "campaign": campaign,
        "seq": 0,
        "hash": genesis(campaign).hash,
        "stream_epoch": STREAM_START.epoch,
        "stream_seq": STREAM_START.seq,
    }
    await connection.execute(insert(chain_head).values(first).on_conflict_do_nothing())
    return await read_head(connection, campaign, lock=True)


async def _check_repeated(connection: AsyncConnection, campaign: str, envelopes: Sequence[Envelope]) -> None:
    """Check that repeated entries equal the journaled ones; otherwise the stream has lost data."""
    if not envelopes:
        return
    ids = [(identity.epoch, identity.seq) for identity in (StreamId.parse(envelope.id) for envelope in envelopes)]
    stream_id = tuple_(journal.c.stream_epoch, journal.c.stream_seq)
    query = select(journal.c.stream_epoch, journal.c.stream_seq, journal.c.bytes)
    result = await connection.execute(query.where(journal.c.campaign == campaign, stream_id.in_(ids)))
    journaled = {f"{epoch}-{seq}": data for epoch, seq, data in result}
    for envelope in envelopes:
        if journaled.get(envelope.id) != canonical_bytes(envelope):
            raise RecorderStopped("conflict", envelope.id, _CONFLICT.format(campaign, envelope.id))


_CONFLICT = "La bitácora de {0} trae con el número {1} un hecho distinto del que está en el diario."
_GAP = "A la bitácora de {0} le faltan hechos: después de {1} viene {2}."


def _check_order(last: StreamId, envelopes: Sequence[Envelope]) -> None:
    for envelope in envelopes:
        stream_id = StreamId.parse(envelope.id)
        first_of_epoch = stream_id.epoch > last.epoch and stream_id.seq == 1
        if not first_of_epoch and stream_id != StreamId(last.epoch, last.seq + 1):
            raise RecorderStopped("gap", envelope.id, _GAP.format(envelope.campaign, last, stream_id))
        last = stream_id


async def _extend(
    connection: AsyncConnection, campaign: str, head: JournalHead, envelopes: Sequence[Envelope]
) -> JournalHead:
    link, rows = head.link, []
    for envelope in envelopes:
        data = canonical_bytes(envelope)
        link = extend(link, data)
        rows.append(_row(envelope, data, link.seq, link.hash))
    await _copy(connection, rows)
    stream = StreamId.parse(envelopes[-1].id)
    moved = update(chain_head).where(chain_head.c.campaign == campaign)
    await connection.execute(
        moved.values(seq=link.seq, hash=link.hash, stream_epoch=stream.epoch, stream_seq=stream.seq)
    )
    return JournalHead(link, stream)


def _row(envelope: Envelope, data: bytes, seq: int, link_hash: bytes) -> tuple[object, ...]:
    stream = StreamId.parse(envelope.id)
    fact_type = tag_of(envelope.fact)
    return (
        envelope.campaign,
        seq,
        stream.epoch,
        stream.seq,
        envelope.at,
        fact_type,
        envelope.call_id,
        data,
        link_hash,
    )


async def _copy(connection: AsyncConnection, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows by COPY, the fastest way, within the transaction."""
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    await driver.copy_records_to_table(journal.name, records=rows, columns=_JOURNAL_COLUMNS)


async def _store_folds(connection: AsyncConnection, campaign: str, envelopes: Sequence[Envelope]) -> Checkpoint:
    """Fold the facts into calls and interval counts, and return what they add to the checkpoint."""
    before = await read_records(connection, campaign, sorted({each.call_id for each in envelopes if each.call_id}))
    after: dict[str, CallRecord] = {}
    fold = CheckpointFold()
    for envelope in envelopes:
        previous = after.get(envelope.call_id) or before.get(envelope.call_id)
        fold.add(envelope, previous)
        record = call_record.apply(previous, envelope) if envelope.call_id else None
        if record is not None:
            after[envelope.call_id] = record
    changed = [record for record in after.values() if record != before.get(record.call_id)]
    await _store_calls(connection, changed)
    changes = _changes(before, changed)
    for envelope in envelopes:
        if traffic := traffic_contributions(envelope.fact):
            changes[interval_start(envelope.at)].update(traffic)
    await _store_counts(connection, campaign, changes)
    return fold.to_checkpoint()


async def _store_calls(connection: AsyncConnection, records: Sequence[CallRecord]) -> None:
    if not records:
        return
    row = insert(call)
    changes = {column.name: row.excluded[column.name] for column in call.columns if column.name not in _CALL_KEY}
    upsert = row.on_conflict_do_update(index_elements=_CALL_KEY, set_=changes)
    await connection.execute(upsert, [row_from_record(record) for record in records])


def _changes(
    before: Mapping[str, CallRecord], records: Sequence[CallRecord]
) -> defaultdict[datetime, Counter[Measure]]:
    changes: defaultdict[datetime, Counter[Measure]] = defaultdict(Counter)
    for record in records:
        changes[interval_start(record.arrived_at)].update(contribution_change(before.get(record.call_id), record))
    return changes


async def _store_counts(
    connection: AsyncConnection, campaign: str, changes: Mapping[datetime, Counter[Measure]]
) -> None:
    rows = [
        {"campaign": campaign, "line": line, "queue": queue, "starts_at": starts_at, "measure": measure, "n": by}
        for starts_at, counted in sorted(changes.items())
        for (measure, line, queue), by in sorted(counted.items())
        if by
    ]
    if rows:
        row = insert(interval_count)
        added = {"n": interval_count.c.n + row.excluded.n}
        key = [column.name for column in interval_count.primary_key]
        await connection.execute(row.on_conflict_do_update(index_elements=key, set_=added), rows)
