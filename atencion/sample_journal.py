"""The demo's past into its journal, before anything else is there.

Owns that it is written once, all or nothing, and by the road of every fact: chained, folded and counted like what the
recorder writes. What it tells is `atencion.sample_past`'s.
"""

from datetime import datetime
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncEngine

from atencion.sample_past import first_day, past
from config.settings import Settings
from config.site import Site
from config.zone import COLOMBIA
from eventlog.journal import BEGINNING, read_head
from eventlog.journal_writer import write
from storage.engine import make_engine, unit_of_work
from storage.sealing import Sealer, sealer_of

_BATCH = 2_000


async def add_sample_past(settings: Settings, site: Site, now: datetime) -> None:
    """Begin the journal with last month and this one up to yesterday; a journal that has begun stays as it is.

    Args:
        settings: with the addresses of both servers.
        site: with its own hours, not the demo's.
        now: aware.

    Raises:
        StorageError: PostgreSQL is away.
    """
    engine = make_engine(settings.database_url or "", name="atencion-demo")
    try:
        await begin_journal(engine, site, now, sealer_of(settings))
    finally:
        await engine.dispose()


async def begin_journal(engine: AsyncEngine, site: Site, now: datetime, sealer: Sealer) -> int:
    """The same, on an engine: how many facts were written."""
    today, written = now.astimezone(COLOMBIA).date(), 0
    async with unit_of_work(engine) as connection:
        if (await read_head(connection, site.campaign)).stream != BEGINNING:
            return 0
        facts = past(site, first_day(today), today)
        while batch := list(islice(facts, _BATCH)):
            await write(connection, site.campaign, batch, {}, sealer=sealer)
            written += len(batch)
    return written
