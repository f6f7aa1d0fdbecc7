"""A recorder that runs for as long as a test needs it."""

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
    """Run a recorder in the background and stop it at the end.

    If it fails, the test fails at once.
    """
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(record(CAMPAIGN, client, engine, stop, cipher=SEALER, kept_entries=keep))
        try:
            yield
        finally:
            stop.set()


async def wait_until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait at most a minute until a condition holds."""
    async with asyncio.timeout(DEADLINE_S):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def wait_until_journaled(engine: AsyncEngine, identity: str) -> None:
    """Wait until the journal contains a stream id; an interruption of the server does not end the wait."""
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
    """Return the whole journal."""
    return [envelope async for envelope in Journal(engine, CAMPAIGN).envelopes(batch=7)]
