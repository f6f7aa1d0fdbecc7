"""The demo's past in a journal that begins with it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from atencion.sample_journal import begin_journal
from atencion.sample_past import past
from config.settings import SAMPLE_SITE
from config.site_files import load_site
from eventlog.journal_writer import write
from eventlog.verify import verify
from storage.engine import make_engine, unit_of_work
from storage.migrate import migrate
from tests.logs import SEALER, mixed_log

pytestmark = pytest.mark.integration
SITE = load_site(SAMPLE_SITE)
NOW = datetime(2026, 11, 3, 15, tzinfo=UTC)
FACTS = sum(1 for _ in past(SITE, date(2026, 10, 1), date(2026, 11, 3)))


@pytest_asyncio.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine of a fresh database with this release's schema."""
    made = make_engine(postgres_url)
    await migrate(made)
    yield made
    await made.dispose()


async def test_a_journal_begins_with_it_once(engine: AsyncEngine) -> None:
    """Last month and this one up to yesterday; starting again adds nothing, and the chain agrees with its folds."""
    assert await begin_journal(engine, SITE, NOW, SEALER) == FACTS
    assert await begin_journal(engine, SITE, NOW, SEALER) == 0
    assert {each.name: each.wrong for each in (await verify(engine, SITE.campaign, SEALER)).items} == {
        "chain": 0,
        "columns": 0,
        "calls": 0,
        "interval_counts": 0,
        "person_data": 0,
    }


async def test_what_the_system_tells_follows_it(engine: AsyncEngine) -> None:
    """The first fact of the stream, 1-1, comes behind a past that has an epoch of its own."""
    await begin_journal(engine, SITE, NOW, SEALER)
    live = [msgspec.structs.replace(each, campaign=SITE.campaign, at=NOW) for each in mixed_log(3)]
    async with unit_of_work(engine) as connection:
        written = await write(connection, SITE.campaign, live, {}, sealer=SEALER)
    assert len(written.fresh) == len(live)


async def test_a_journal_that_has_begun_stays_as_it_is(engine: AsyncEngine) -> None:
    """A demo whose data are of before gets no past behind its back."""
    live = [msgspec.structs.replace(each, campaign=SITE.campaign) for each in mixed_log(1)]
    async with unit_of_work(engine) as connection:
        await write(connection, SITE.campaign, live, {}, sealer=SEALER)
    assert await begin_journal(engine, SITE, NOW, SEALER) == 0
