"""Functions that write facts into the journal: as the recorder does, or by COPY into its table alone."""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.facts import Envelope, StreamId
from eventlog.journal.codec import canonical_bytes, tag_of
from eventlog.journal.writer import write
from storage.postgres.engine import unit_of_work
from storage.tables import journal
from tests.support.facts.call_logs import SEALER

BATCH_SIZE = 2_000
COPY_SIZE = 50_000


async def write_journal(engine: AsyncEngine, envelopes: Sequence[Envelope]) -> None:
    """Write facts in batches, as the recorder does."""
    for start in range(0, len(envelopes), BATCH_SIZE):
        async with unit_of_work(engine) as connection:
            batch = envelopes[start : start + BATCH_SIZE]
            await write(connection, batch[0].campaign, batch, {}, cipher=SEALER)


async def copy_into_journal(engine: AsyncEngine, envelopes: Iterable[Envelope]) -> None:
    """Copy facts into the journal's table alone: fast, but without hash chain and call rows.

    The envelopes are in the order of the log.
    """
    rows = []
    for seq, each in enumerate(envelopes, start=1):
        stream_id = StreamId.parse(each.id)
        of_fact = (each.at, tag_of(each.fact), each.call_id, canonical_bytes(each), b"")
        rows.append((each.campaign, seq, stream_id.epoch, stream_id.seq, *of_fact))
        if len(rows) == COPY_SIZE:
            await _copy(engine, rows)
            rows = []
    await _copy(engine, rows)


async def _copy(engine: AsyncEngine, rows: list[tuple[object, ...]]) -> None:
    async with unit_of_work(engine) as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        columns = [column.name for column in journal.columns]
        await driver.copy_records_to_table(journal.name, records=rows, columns=columns)
