"""The outbox between a real PostgreSQL and a real Valkey: a committed fact is in the log once after any death."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
import pytest_asyncio
import redis.asyncio as redis
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from atencion.processes.recorder import RouterPublisher
from atencion.runtime.recovery import recover
from call_router.service import CallRouter
from eventlog.facts import AnyFact, Envelope, GatewayLost, InformationGiven, StateRestored
from eventlog.journal.reader import Journal
from eventlog.journal.verify import verify
from eventlog.outbox import assign_turns, put, read_waiting, reset_turns
from eventlog.outbox_relay import relay_outbox
from storage.postgres.engine import unit_of_work
from storage.tables import outbox
from tests.support.crash_programs.launcher import run_program
from tests.support.facts.call_logs import CAMPAIGN, SEALER
from tests.support.facts.recorder_rig import read_journal, running_recorder, wait_until, wait_until_journaled
from tests.support.facts.totals import fold_totals

pytestmark = pytest.mark.integration


@pytest_asyncio.fixture
async def router(valkey: redis.Redis) -> CallRouter:
    """Return the router of an empty campaign."""
    made = CallRouter(valkey, CAMPAIGN)
    await made.install()
    return made


def fact(number: int) -> AnyFact:
    """Return a fact that differs from others, and is counted."""
    return InformationGiven(line="bogota", sound=f"sound{number}")


async def write(connection: AsyncConnection, *numbers: int) -> None:
    """Put facts into the outbox."""
    facts = [fact(number) for number in numbers]
    await put(connection, CAMPAIGN, facts, actor="user:ana", site_version="s1", call_id="c1")


async def written(engine: AsyncEngine, *numbers: int) -> None:
    """Put facts into the outbox and commit."""
    async with unit_of_work(engine) as connection:
        await write(connection, *numbers)


async def waiting_rows(engine: AsyncEngine) -> int:
    """Return how many rows the outbox holds."""
    async with unit_of_work(engine) as connection:
        return int((await connection.execute(select(func.count()).select_from(outbox))).scalar_one())


@asynccontextmanager
async def carrying(engine: AsyncEngine, router: CallRouter) -> AsyncIterator[None]:
    """Relay the outbox in the background."""
    task = asyncio.create_task(relay_outbox(CAMPAIGN, engine, RouterPublisher(router)))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def carried(engine: AsyncEngine, router: CallRouter, valkey: redis.Redis) -> None:
    """Relay and record until the outbox is empty."""

    async def empty() -> bool:
        return await waiting_rows(engine) == 0

    async with running_recorder(valkey, engine), carrying(engine, router):
        await wait_until(empty)


def fact_numbers(log: Sequence[Envelope]) -> list[int]:
    """Return the numbers of the facts of `fact`, in the order of the log."""
    return [int(one.fact.sound.removeprefix("sound")) for one in log if isinstance(one.fact, InformationGiven)]


async def test_a_committed_fact_comes_into_the_log(
    valkey: redis.Redis, engine: AsyncEngine, router: CallRouter
) -> None:
    """A fact keeps its actor, its call, its site and its order; it is counted, chained, and leaves the outbox."""
    await written(engine, 1, 2)
    await written(engine, 3)
    await carried(engine, router, valkey)
    log = await read_journal(engine)
    assert fact_numbers(log) == [1, 2, 3]
    assert {(one.actor, one.call_id, one.site_version) for one in log} == {("user:ana", "c1", "s1")}
    assert await router.totals() == fold_totals(log)
    assert (await verify(engine, CAMPAIGN, SEALER)).is_sound


async def test_rolled_back_fact_is_in_no_log_and_facts_after_it_are(
    valkey: redis.Redis, engine: AsyncEngine, router: CallRouter
) -> None:
    """A rolled-back fact is in no log, and the facts after it are."""
    async with engine.connect() as connection:
        await connection.begin()
        await write(connection, 1)
        await connection.rollback()
    await written(engine, 2)
    await carried(engine, router, valkey)
    assert fact_numbers(await read_journal(engine)) == [2]


async def test_a_transaction_that_commits_late_is_not_passed_over(
    valkey: redis.Redis, engine: AsyncEngine, router: CallRouter
) -> None:
    """A row with a lower id that becomes visible after a higher one was relayed is relayed all the same."""
    async with unit_of_work(engine) as slow:
        await write(slow, 1)
        await written(engine, 2)
        async with running_recorder(valkey, engine), carrying(engine, router):
            await wait_until_journaled(engine, "1-1")
    await carried(engine, router, valkey)
    assert fact_numbers(await read_journal(engine)) == [2, 1]


@pytest.mark.parametrize("where", ["before_publish", "after_publish"])
async def test_a_carrier_killed_in_the_middle_loses_and_doubles_nothing(
    *, valkey: redis.Redis, valkey_url: str, engine: AsyncEngine, postgres_url: str, router: CallRouter, where: str
) -> None:
    """The relay is killed (-9) before the fact is in the stream, and right after it."""
    await written(engine, 1, 2, 3)
    assert await run_program("outbox_relay", postgres_url, valkey_url, where) == -9
    await written(engine, 4)
    await carried(engine, router, valkey)
    assert fact_numbers(await read_journal(engine)) == [1, 2, 3, 4]
    assert await router.totals() == fold_totals(await read_journal(engine))


@pytest.mark.parametrize("where", ["before_commit", "before_trim"])
async def test_a_recorder_killed_in_the_middle_loses_and_doubles_nothing(
    *, valkey: redis.Redis, valkey_url: str, engine: AsyncEngine, postgres_url: str, router: CallRouter, where: str
) -> None:
    """The recorder is killed (-9) before the journal's commit, and after it."""
    await written(engine, 1, 2)
    async with carrying(engine, router):
        assert await run_program("recorder", postgres_url, valkey_url, where) == -9
    assert await waiting_rows(engine) == (2 if where == "before_commit" else 0)
    await carried(engine, router, valkey)
    assert fact_numbers(await read_journal(engine)) == [1, 2]


async def test_rows_relayed_by_another_process_are_not_relayed_again(
    valkey: redis.Redis, engine: AsyncEngine, router: CallRouter
) -> None:
    """Rows that one process has read and another has relayed meanwhile are not relayed again."""
    await written(engine, 1, 2)
    async with unit_of_work(engine) as connection:
        await assign_turns(connection, CAMPAIGN, 10)
        stale = await read_waiting(connection, CAMPAIGN, 0, 10)
    await carried(engine, router, valkey)
    await router.publish(stale)
    assert (await router.head()).stream == (await Journal(engine, CAMPAIGN).head()).stream
    assert await router.totals() == fold_totals(await read_journal(engine))


async def test_recovery_loses_and_doubles_no_row(valkey: redis.Redis, engine: AsyncEngine, router: CallRouter) -> None:
    """After Valkey loses everything only unjournaled facts are written again, and a late relay does no harm."""
    await written(engine, 1)
    await carried(engine, router, valkey)
    await written(engine, 2)
    async with unit_of_work(engine) as connection:
        await assign_turns(connection, CAMPAIGN, 10)
        stale = await read_waiting(connection, CAMPAIGN, 0, 10)
    await router.publish(stale)
    await valkey.flushall()
    assert isinstance(await recover(engine, router, CAMPAIGN, "s1"), StateRestored)
    await router.publish(stale)
    await carried(engine, router, valkey)
    log = await read_journal(engine)
    assert fact_numbers(log) == [1, 2]
    assert await router.totals() == fold_totals(log)


async def test_facts_of_two_campaigns_do_not_mix(valkey: redis.Redis, engine: AsyncEngine, router: CallRouter) -> None:
    """A relay takes only the rows of its own campaign."""
    async with unit_of_work(engine) as connection:
        await put(connection, "otra", [GatewayLost(gateway="g", calls=0)], actor="system", site_version="s1")
        await write(connection, 1)
    async with running_recorder(valkey, engine), carrying(engine, router):
        await wait_until_journaled(engine, "1-1")
    assert fact_numbers(await read_journal(engine)) == [1]
    assert await waiting_rows(engine) == 1


async def test_after_recovery_each_row_gets_turn_beyond_all_earlier_turns(engine: AsyncEngine) -> None:
    """After a recovery each row gets a turn beyond all earlier turns."""
    await written(engine, 1, 2)
    async with unit_of_work(engine) as connection:
        await assign_turns(connection, CAMPAIGN, 10)
        highest = (await read_waiting(connection, CAMPAIGN, 0, 10))[-1].turn
        barrier = await reset_turns(connection, CAMPAIGN)
        await assign_turns(connection, CAMPAIGN, 10)
        again = await read_waiting(connection, CAMPAIGN, 0, 10)
    assert highest < barrier < again[0].turn < again[1].turn
    assert [row.fact for row in again] == [fact(1), fact(2)]
