"""A long journal in PostgreSQL, loaded by COPY: facts, their chain, calls and callers.

Owns the loading. Each loaded batch also advances the checkpoint, as the recorder does.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from benchmarks.long_journal.facts import CAMPAIGN, FACTS_A_CALL, SIDE_BY_SIDE, caller, group
from eventlog.checkpoint import store
from eventlog.checkpoint.fold import Checkpoint, CheckpointFold
from eventlog.facts import CallIngressed, Envelope
from eventlog.folds import call_record
from eventlog.folds.call_record import CallRecord
from eventlog.journal.chain import ChainLink, extend, genesis
from eventlog.journal.codec import canonical_bytes, tag_of
from eventlog.journal.reader import row_from_record
from storage.postgres.engine import unit_of_work
from storage.tables import call, chain_head, journal, person_data

_GROUPS_AT_ONCE: Final = 20
_FACTS_A_GROUP: Final = SIDE_BY_SIDE * FACTS_A_CALL
_JOURNAL: Final = tuple(column.name for column in journal.columns)
_CALL: Final = tuple(column.name for column in call.columns)
_PERSON: Final = ("ref", "campaign", "kind", "sealed", "salt", "commitment", "created_at")


class LongJournal:
    """A journal that grows in one database and then in a copy of it."""

    def __init__(self) -> None:
        self._link: ChainLink = genesis(CAMPAIGN)
        self._groups = 0

    @property
    def facts(self) -> int:
        """The number of its facts."""
        return self._link.seq

    async def grow(self, engine: AsyncEngine, facts: int) -> None:
        """Load whole groups of calls until there are at least ``facts`` facts."""
        while self.facts < facts:
            envelopes: list[Envelope] = []
            for _ in range(min(_GROUPS_AT_ONCE, 1 + (facts - self.facts) // _FACTS_A_GROUP)):
                envelopes += group(self._groups, self.facts + len(envelopes))
                self._groups += 1
            async with unit_of_work(engine) as connection:
                await self._load(connection, envelopes)

    async def _load(self, connection: AsyncConnection, envelopes: Sequence[Envelope]) -> None:
        rows, after = [], self._link.seq
        for envelope in envelopes:
            data = canonical_bytes(envelope)
            self._link = extend(self._link, data)
            position = (self._link.seq, 1, self._link.seq)
            columns = (envelope.at, tag_of(envelope.fact), envelope.call_id, data, self._link.hash)
            rows.append((envelope.campaign, *position, *columns))
        await _copy(connection, journal.name, _JOURNAL, rows)
        records, changed = _fold(envelopes)
        await _copy(connection, call.name, _CALL, map(_call_row, records))
        await _copy(connection, person_data.name, _PERSON, _people(envelopes))
        head = {"campaign": CAMPAIGN, "seq": self._link.seq, "hash": self._link.hash}
        place_of = {"stream_epoch": 1, "stream_seq": self._link.seq}
        await connection.execute(chain_head.delete())
        await connection.execute(chain_head.insert().values(**head, **place_of))
        await store.advance(connection, CAMPAIGN, changed, after=after, last=self._link.seq)


def _fold(envelopes: Iterable[Envelope]) -> tuple[list[CallRecord], Checkpoint]:
    """Return the records of whole calls, and the change of the checkpoint by their facts."""
    records: dict[str, CallRecord] = {}
    fold = CheckpointFold()
    for envelope in envelopes:
        before = records.get(envelope.call_id)
        fold.add(envelope, before)
        record = call_record.apply(before, envelope)
        if record is not None:
            records[envelope.call_id] = record
    return list(records.values()), fold.to_checkpoint()


def _call_row(record: CallRecord) -> tuple[Any, ...]:
    row = row_from_record(record)
    return tuple(msgspec.json.encode(row[name]).decode() if name == "visits" else row[name] for name in _CALL)


def _people(envelopes: Iterable[Envelope]) -> list[tuple[Any, ...]]:
    arrivals = (each for each in envelopes if isinstance(each.fact, CallIngressed))
    made = [(caller(int(each.call_id.partition("-")[2])), each.at) for each in arrivals]
    return [(person.ref, CAMPAIGN, "number", person.encoded, b"salt", person.commitment, at) for person, at in made]


async def _copy(
    connection: AsyncConnection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.copy_records_to_table(table, records=rows, columns=columns)
