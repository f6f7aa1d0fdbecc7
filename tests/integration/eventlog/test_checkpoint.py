"""The checkpoint in PostgreSQL equals the fold of the journal after each fault, and a recovery reads only it."""

import asyncio
import random
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from atencion.runtime.recovery import read_journal_state
from eventlog.checkpoint import store
from eventlog.checkpoint.fold import VERSION, Checkpoint
from eventlog.facts import Envelope
from eventlog.journal.reader import Journal
from eventlog.journal.verify import verify
from eventlog.journal.writer import write
from storage.postgres.engine import snapshot, unit_of_work
from tests.support.facts.call_logs import CAMPAIGN, SEALER
from tests.support.facts.random_histories import fold_all, open_calls, random_history
from tests.support.facts.recorder_rig import read_journal
from tests.support.servers.worker_servers import owner_transaction

pytestmark = pytest.mark.integration
TABLES = ("checkpoint", "checkpoint_total", "checkpoint_advisor")


async def stored(engine: AsyncEngine) -> tuple[int, Checkpoint]:
    """Return the number of the last fact in the checkpoint, and the checkpoint."""
    async with snapshot(engine) as connection:
        cursor, checkpoint = await store.read_checkpoint(connection, CAMPAIGN)
    return cursor.seq, checkpoint


async def folded(engine: AsyncEngine) -> tuple[int, Checkpoint]:
    """Return the same, from the first fact of the journal."""
    log = await read_journal(engine)
    return len(log), fold_all(log)


async def journal(engine: AsyncEngine, log: list[Envelope]) -> None:
    """Journal facts as the recorder does."""
    async with unit_of_work(engine) as connection:
        await write(connection, CAMPAIGN, log, {}, cipher=SEALER)


async def run(engine: AsyncEngine, *statements: str) -> None:
    """Run statements with the account of the application."""
    async with unit_of_work(engine) as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def test_recorder_transaction_is_cut_off_at_any_point_many_times(engine: AsyncEngine) -> None:
    """The recorder's transaction is cut off at any point, many times: tables and journal always agree."""
    chance, log, cut, completed = random.Random(20261129), random_history(7, 20), 0, 0
    while (recorded := (await Journal(engine, CAMPAIGN).head()).link.seq) < len(log):
        batch = asyncio.create_task(journal(engine, log[recorded : recorded + chance.randint(1, 60)]))
        if chance.random() < 0.7:
            await cut_off(batch, chance.randint(1, 60))
            cut += 1
        with suppress(asyncio.CancelledError):
            await batch
            completed += 1
        assert await stored(engine) == await folded(engine)
    assert cut
    assert completed
    report = await verify(engine, CAMPAIGN, SEALER)
    assert [item.wrong for item in report.items if item.name == "checkpoint"] == [0]


async def cut_off(batch: asyncio.Task[None], turns: int) -> None:
    """Run a batch for some turns of the loop and cancel it there; its transaction is rolled back."""
    for _ in range(turns):
        await asyncio.sleep(0)
    batch.cancel()


@pytest.mark.parametrize(
    "earlier",
    [
        [f"DELETE FROM {table}" for table in TABLES],
        [f"UPDATE checkpoint SET version = {VERSION - 1}", "UPDATE checkpoint_total SET n = n + 1"],
    ],
    ids=["of a release without one", "of an older fold"],
)
async def test_an_older_checkpoint_is_made_again(engine: AsyncEngine, earlier: list[str]) -> None:
    """An upgraded system folds its journal once, in batches, and a second run changes nothing."""
    await journal(engine, random_history(3, 40))
    await run(engine, *earlier)
    await store.catch_up(engine)
    assert await stored(engine) == await folded(engine)
    await store.catch_up(engine)
    assert await stored(engine) == await folded(engine)


async def test_the_recorder_catches_up_by_itself(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts that an older release journaled meanwhile are folded with the next batch."""
    monkeypatch.setattr(store, "_BATCH_FACTS", 7)
    log = random_history(4, 40)
    await journal(engine, log[:50])
    await journal_without_checkpoint(engine, log[50:150], monkeypatch)
    assert (await stored(engine))[0] == 50
    await journal(engine, log[150:])
    assert await stored(engine) == await folded(engine)


async def journal_without_checkpoint(engine: AsyncEngine, log: list[Envelope], monkeypatch: pytest.MonkeyPatch) -> None:
    """Journal facts as a release without checkpoints does."""

    async def nothing(connection: AsyncConnection, *args: object, **kwargs: object) -> None:
        pass

    with monkeypatch.context() as patched:
        patched.setattr(store, "advance", nothing)
        await journal(engine, log)


async def test_the_checkpoint_of_a_newer_release_is_left_alone(engine: AsyncEngine) -> None:
    """This release does not change it, so two releases at work on one journal do not fold it again in turns."""
    log = random_history(5, 20)
    await journal(engine, log[:40])
    await run(engine, f"UPDATE checkpoint SET version = {VERSION + 1}")
    before = await stored(engine)
    await journal(engine, log[40:])
    await store.catch_up(engine)
    assert await stored(engine) == before


async def test_a_recovery_reads_no_fact_of_the_past(engine: AsyncEngine) -> None:
    """With each fact of the journal made unreadable, counters, advisors and open calls are still there."""
    log = random_history(6, 40)
    await journal(engine, log)
    _, fold = await folded(engine)
    async with owner_transaction(engine) as connection:
        await connection.execute(text("ALTER TABLE journal DISABLE TRIGGER journal_is_append_only"))
        await connection.execute(text("UPDATE journal SET bytes = 'x'"))
    remembered = await read_journal_state(engine, CAMPAIGN)
    assert remembered.totals == fold.totals
    assert remembered.on_duty == {advisor: state for advisor, state in fold.advisors.items() if state != "offline"}
    assert {call.call_id for call in remembered.open_calls} == open_calls(log)
