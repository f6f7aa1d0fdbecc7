"""A database whose journal holds a synthetic month, and an API in front of it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.facts import Envelope
from eventlog.journal_writer import write
from storage.engine import unit_of_work
from tests.logs import SEALER

BATCH = 2_000


async def journal_all(engine: AsyncEngine, envelopes: Sequence[Envelope]) -> None:
    """Write facts as the recorder does, a batch at a time."""
    for start in range(0, len(envelopes), BATCH):
        async with unit_of_work(engine) as connection:
            batch = envelopes[start : start + BATCH]
            await write(connection, batch[0].campaign, batch, {}, sealer=SEALER)
