"""The demo's past in a journal that begins with it."""

import hashlib
import io
import wave
from array import array
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.queries import is_behind
from agent_api.indicators.store import count_new_facts
from agent_api.quality.evaluations import store as evaluations
from agent_api.quality.evaluations.store import EvaluationFilter
from agent_api.quality.samples import store as samples_store
from agent_api.quality.samples.week_facts import audit_sample
from agent_api.recordings.queries import to_recording
from agent_api.recordings.retention import CombinedHolds, Retention
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
from atencion.demo.quality.history import QualityHistory
from atencion.demo.quality.recording_files import store_sample_recordings
from config.site.loader import load_sample_dialogues
from config.site.oversight.indicators import definitions_to_json
from config.site.samples import SampleDialogue
from eventlog.facts import CallTypified, Envelope, PeriodClosed, RecordingStored
from eventlog.journal.codec import read_fact
from eventlog.journal.verify import verify
from eventlog.journal.writer import write
from metrics.reports.document import tables_of
from metrics.reports.number_format import NOTHING
from metrics.sealed.figures import figures_of
from metrics.sealed.verifier import verify as verify_file
from storage.postgres.engine import make_engine, read_connection, snapshot, unit_of_work
from storage.postgres.migrate import migrate
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from storage.tables import call, disposition, journal, notification, outbox, period, recording
from tests.support.desks.ticket_desk import replay
from tests.support.facts.call_logs import SEALER, mixed_log
from tests.support.site_folders import SAMPLE_SITE, sample_site

pytestmark = pytest.mark.integration
SITE = sample_site()
NOW = datetime(2026, 11, 3, 15, tzinfo=UTC)


@cache
def past() -> tuple[QualityHistory, int]:
    """Return the past of quality and the number of all facts of the past."""
    quality = QualityHistory(SITE, NOW)
    facts = generate_history(SITE, date(2026, 10, 1), date(2026, 11, 3), parts=quality.parts)
    return quality, sum(1 for _ in facts)


@pytest_asyncio.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """Return an engine of a fresh database with this release's schema."""
    made = make_engine(postgres_url)
    await migrate(made)
    yield made
    await made.dispose()


async def test_a_journal_begins_with_it_once(engine: AsyncEngine) -> None:
    """The past covers last month and this one up to yesterday; a restart adds nothing, and chain and folds agree."""
    assert await write_history(engine, SITE, NOW, SEALER) == past()[1]
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


async def test_advisors_have_few_calls_without_a_disposition(engine: AsyncEngine) -> None:
    """Each fact of a disposition has its row, and hardly a call of the past waits for one on its advisor's desk."""
    await write_history(engine, SITE, NOW, SEALER)
    answered = call.c.advisor != ""
    async with read_connection(engine) as connection:
        facts = await connection.scalar(select(func.count()).where(journal.c.type == CallTypified.__name__))
        rows = await connection.scalar(select(func.count()).select_from(disposition))
        typified = exists().where(disposition.c.call_id == call.c.call_id)
        missing = await connection.scalar(select(func.count()).where(answered, ~typified))
        calls = await connection.scalar(select(func.count()).where(answered))
    assert rows == facts
    assert 0 < missing < calls * 0.03


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
    [samples] = [each for each in report.items if each.name == "samples"]
    assert (samples.verdict, samples.checked) == ("sound", 6)


async def test_its_samples_are_drawn_again_from_the_journal(engine: AsyncEngine) -> None:
    """The rows on the screens are those of the draw, and `atencion quality sample --verify` finds no difference."""
    await write_history(engine, SITE, NOW, SEALER)
    async with snapshot(engine) as connection:
        for (week, channel), sample in past()[0].samples.samples.items():
            row = await samples_store.find_sample(connection, SITE.campaign, str(week), channel)
            assert row is not None
            if row.drawn_at is None:
                continue
            audit = await audit_sample(connection, SITE.campaign, week, channel)
            assert audit is not None
            assert audit.differences() == []
            items = await samples_store.list_items(connection, SITE.campaign, str(week), channel)
            assert sorted(audit.items()) == sorted(each.item for each in items if each.replaced_at is None)
            assert len(items) == len(sample.items)
        seeds = await samples_store.list_seeds(connection, SITE.campaign, 60)
    assert {each.number is not None for each in seeds} == {True}


async def test_its_evaluations_can_be_read_and_go_on(engine: AsyncEngine) -> None:
    """Rows, rounds and histories are as the API writes them, with encrypted texts, and the next number follows."""
    await write_history(engine, SITE, NOW, SEALER)
    campaign = SITE.campaign
    async with snapshot(engine) as connection:
        rows = await evaluations.page(connection, campaign, EvaluationFilter(), 5000)
        assert len(rows) == len(past()[0].evaluations.cases) > 300
        for row in rows[:40]:
            rounds = await evaluations.list_rounds(connection, SEALER, campaign, row.id)
            steps = await evaluations.list_steps(connection, SEALER, campaign, row.id)
            assert [each.round for each in rounds] == list(range(1, row.round + 1))
            assert (steps[0].act, steps[-1].state, steps[-1].round) == ("begin", row.state, row.round)
            texts = evaluations.decrypt_notes(SEALER, campaign, row.id, row.notes)
            assert not rounds or (rounds[-1].answers, rounds[-1].notes) == (row.answers, texts)
        assert await evaluations.next_id(connection, campaign, 2026) == f"2026-{len(rows) + 1:04}"
        waiting = {each.kind for each in (await connection.execute(select(notification.c.kind))).all()}
    of_evaluations = {"sample_drawn", "evaluation_signed", "evaluation_to_read", "evaluation_refuted"}
    of_coaching = {"coaching_proposed", "coaching_scheduled", "coaching_held", "coaching_confirmed"}
    of_findings = {"finding_assigned", "finding_acted", "finding_reviewed"}
    assert {"sample_drawn", "evaluation_refuted", "coaching_held", "finding_acted"} <= waiting
    assert waiting <= of_evaluations | of_coaching | of_findings | {"calibration_planned"}


async def test_its_recordings_are_stored_as_real_ones(engine: AsyncEngine, tmp_path: Path) -> None:
    """Each is encrypted with its facts, two legs apart, and obeys retention; a restarted demo stores none again."""
    dialogues = [short(each) for each in load_sample_dialogues(SAMPLE_SITE)[:2]]
    await write_history(engine, SITE, NOW, SEALER, dialogues)
    vault = Vault(tmp_path / "vault", lambda: MasterKeys([b"k" * 32]))
    assert await store_sample_recordings(engine, vault, SITE, dialogues, tmp_path / "sounds") == 2
    assert await store_sample_recordings(engine, vault, SITE, dialogues, tmp_path / "sounds") == 0
    async with unit_of_work(engine) as connection:
        rows = [to_recording(each) for each in (await connection.execute(select(recording))).mappings()]
        facts = [read_fact(each) for each in (await connection.execute(select(outbox.c.fact))).scalars()]
    assert {each.state for each in rows} == {"stored"}
    assert {each.recording for each in facts if isinstance(each, RecordingStored)} == {each.id for each in rows}
    assert rows[0].vault_file is not None
    content = b"".join(vault.read(rows[0].vault_file))
    with wave.open(io.BytesIO(content)) as sound:
        assert sound.getnchannels() == 2
        frames = array("h", sound.readframes(sound.getnframes()))
    assert max(map(abs, frames[0::2])) > 1000 < max(map(abs, frames[1::2]))
    late = NOW + timedelta(days=3000)
    retention = Retention(
        engine, vault, SITE.campaign, rules=lambda: SITE.recordings, holds=CombinedHolds(), now=lambda: late
    )
    assert await retention.run_once() == 2
    assert list((tmp_path / "vault").rglob("*.rec")) == []


def short(dialogue: SampleDialogue) -> SampleDialogue:
    """Return two turns of a conversation, which are rendered quickly."""
    return msgspec.structs.replace(dialogue, turns=("Le habla {advisor}.", "Buenos días."))
