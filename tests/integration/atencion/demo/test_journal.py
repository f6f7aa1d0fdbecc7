"""The demo's past in a journal that begins with it."""

import hashlib
import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import msgspec
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.queries import is_behind
from agent_api.indicators.store import count_new_facts
from agent_api.reports import store as reports
from agent_api.reports.context import ReportContext
from agent_api.reports.service import produce_report
from agent_api.sealed_periods import store as sealed_periods
from agent_api.sealed_periods.service import SealContext as SealDesk
from agent_api.sealed_periods.service import seal_month
from agent_api.tickets import history_store, store
from agent_api.tickets.store import FiledTicket
from atencion.demo.call_history import generate_history
from atencion.demo.journal import write_history
from config.site.oversight.indicators import definitions_to_json
from eventlog.facts import Envelope, PeriodClosed
from eventlog.journal.verify import verify
from eventlog.journal.writer import write
from metrics.reports.document import tables_of
from metrics.reports.number_format import NOTHING
from metrics.sealed.figures import figures_of
from metrics.sealed.verifier import verify as verify_file
from storage.postgres.engine import make_engine, unit_of_work
from storage.postgres.migrate import migrate
from storage.tables import period
from tests.support.desks.ticket_desk import replay
from tests.support.facts.call_logs import SEALER, mixed_log
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = sample_site()
NOW = datetime(2026, 11, 3, 15, tzinfo=UTC)
FACTS = sum(1 for _ in generate_history(SITE, date(2026, 10, 1), date(2026, 11, 3)))


@pytest_asyncio.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """Return an engine of a fresh database with this release's schema."""
    made = make_engine(postgres_url)
    await migrate(made)
    yield made
    await made.dispose()


async def test_a_journal_begins_with_it_once(engine: AsyncEngine) -> None:
    """The past covers last month and this one up to yesterday; a restart adds nothing, and chain and folds agree."""
    assert await write_history(engine, SITE, NOW, SEALER) == FACTS
    assert await write_history(engine, SITE, NOW, SEALER) == 0
    assert {each.name: each.wrong for each in (await verify(engine, SITE.campaign, SEALER)).items} == {
        "chain": 0,
        "columns": 0,
        "stream_ids": 0,
        "day_heads": 0,
        "calls": 0,
        "interval_counts": 0,
        "checkpoint": 0,
        "person_data": 0,
    }


async def test_stream_follows_generated_past(engine: AsyncEngine) -> None:
    """The first fact of the stream, 1-1, follows a past that has an epoch of its own."""
    await write_history(engine, SITE, NOW, SEALER)
    live = [msgspec.structs.replace(each, campaign=SITE.campaign, at=NOW) for each in mixed_log(3)]
    async with unit_of_work(engine) as connection:
        written = await write(connection, SITE.campaign, live, {}, cipher=SEALER)
    assert len(written.new_facts) == len(live)


async def test_a_journal_that_has_begun_stays_as_it_is(engine: AsyncEngine) -> None:
    """A demo with older data gets no past added."""
    live = [msgspec.structs.replace(each, campaign=SITE.campaign) for each in mixed_log(1)]
    async with unit_of_work(engine) as connection:
        await write(connection, SITE.campaign, live, {}, cipher=SEALER)
    assert await write_history(engine, SITE, NOW, SEALER) == 0


async def test_its_tickets_are_there_with_their_histories(engine: AsyncEngine) -> None:
    """Each row is what its steps give, and the next filed ticket has the next number."""
    await write_history(engine, SITE, NOW, SEALER)
    async with unit_of_work(engine) as connection:
        tickets = [FiledTicket(**each) for each in (await connection.execute(select(*store.COLUMNS))).mappings()]
        assert len(tickets) > 100
        for each in tickets:
            history = await history_store.list_history(connection, SEALER, SITE.campaign, each.number)
            assert replay(history) == each.ticket
            assert SEALER.decrypt(each.text, field=store.TEXT, row=store.associated_data_of(SITE.campaign, each))
        assert await store.next_sequence(connection, SITE.campaign, 2026) == len(tickets) + 1


async def test_no_indicator_of_its_month_is_without_a_figure(engine: AsyncEngine) -> None:
    """The past has petitions and verified customers, so the month's report shows each figure."""
    await write_history(engine, SITE, NOW, SEALER)
    while await is_behind(engine, SITE.campaign):
        await count_new_facts(engine, SITE.campaign, SITE.indicators)
    produced = await produce_report(
        ReportContext(engine, SEALER, SITE), "management", date(2026, 10, 1), by="user:c", now=NOW
    )
    assert produced is not None
    async with unit_of_work(engine) as connection:
        content = await reports.part_of(connection, SITE.campaign, produced.id, "content")
    assert content is not None
    tables = {each.id: each for _, each in tables_of(reports.read_content(content[1]))}
    figures = {row.cells[0].text: row.cells[1].text for row in tables["indicators"].rows}
    assert len(figures) >= len(SITE.indicators)
    assert [name for name, figure in figures.items() if figure == NOTHING] == []
    assert int(tables["petitions"].rows[-1].cells[1].text) > 50


async def test_its_month_closes_and_can_be_checked_from_its_sealed_file(engine: AsyncEngine) -> None:
    """The figures of petitions are computed again from the facts of the file."""
    await write_history(engine, SITE, NOW, SEALER)
    definitions = definitions_to_json(SITE.indicators)
    closing = PeriodClosed(month="2026-10", definitions=hashlib.sha256(definitions).hexdigest())
    last = Envelope(
        id="1-1",
        at=NOW,
        campaign=SITE.campaign,
        call_id="",
        actor="user:coordinador",
        site_version=SITE.version,
        fact=closing,
    )
    row = {"month": "2026-10", "closed_at": NOW, "closed_by": "coordinador", "closed_by_name": "Coordinadora"}
    async with unit_of_work(engine) as connection:
        await write(connection, SITE.campaign, [last], {}, cipher=SEALER)
        values = {"campaign": SITE.campaign, **row, "site_version": SITE.version, "definitions": definitions}
        await connection.execute(insert(period).values(values))
    key = Ed25519PrivateKey.generate()
    await seal_month(SealDesk(engine, SITE, lambda: key), "2026-10", by="coordinador", now=NOW)
    file = b"".join([piece async for piece in await sealed_periods.pieces(engine, SITE.campaign, "2026-10")])
    report = verify_file(io.BytesIO(file), recount=figures_of, key=key.public_key().public_bytes_raw())
    assert report.sound, report.findings
