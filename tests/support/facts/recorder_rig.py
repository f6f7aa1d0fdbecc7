"""Run a recorder for as long as a test needs it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.facts import Envelope, StreamId
from eventlog.journal.reader import Journal
from eventlog.recorder import record
from storage.errors import StorageError
from tests.support.facts.call_logs import CAMPAIGN, SEALER

DEADLINE_S = 60


@asynccontextmanager
async def running_recorder(client: redis.Redis, engine: AsyncEngine, *, keep: int = 0) -> AsyncIterator[None]:
    """A recorder in the background; stopped at the end. If it fails, so does the test, at once."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(record(CAMPAIGN, client, engine, stop, cipher=SEALER, kept_entries=keep))
        try:
            yield
        finally:
            stop.set()


async def wait_until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds, at most a minute."""
    async with asyncio.timeout(DEADLINE_S):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def wait_until_journaled(engine: AsyncEngine, identity: str) -> None:
    """Wait until the journal has come to a stream id; a server that is away meanwhile is waited for."""
    journal = Journal(engine, CAMPAIGN)

    async def is_journaled() -> bool:
        try:
            return (await journal.head()).stream >= StreamId.parse(identity)
        except StorageError:
            return False

    await wait_until(is_journaled)


async def record_all(client: redis.Redis, engine: AsyncEngine, log: list[Envelope], *, keep: int = 0) -> None:
    """Record until the last fact of a log is journaled."""
    async with running_recorder(client, engine, keep=keep):
        await wait_until_journaled(engine, log[-1].id)


async def read_journal(engine: AsyncEngine) -> list[Envelope]:
    """The whole journal."""
    return [envelope async for envelope in Journal(engine, CAMPAIGN).envelopes(batch=7)]
