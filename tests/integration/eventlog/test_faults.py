"""Servers that die while the recorder works."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.journal.verify import verify
from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from storage.errors import StorageError
from storage.postgres.engine import make_engine
from storage.postgres.migrate import migrate
from storage.valkey import connect, translate_errors
from tests.support.facts.call_logs import CAMPAIGN, SEALER, append_to_stream, mixed_log
from tests.support.facts.recorder_rig import read_journal, running_recorder, wait_until_journaled
from tests.support.servers.worker_servers import FAST

pytestmark = pytest.mark.integration


async def test_postgres_may_be_killed_while_facts_come(valkey: redis.Redis, servers_folder: Path) -> None:
    """Facts go on into the stream; when PostgreSQL is back, the recorder catches up by itself."""
    log = mixed_log(100)
    server = EmbeddedPostgres(servers_folder / "faulty-postgres", FAST)
    async with server as url:
        engine = make_engine(url)
        await migrate(engine)
        async with running_recorder(valkey, engine):
            for start in range(0, len(log), 20):
                await append_to_stream(valkey, log[start : start + 20])
                if start in (100, 300):
                    await wait_until_journaled(engine, log[start - 1].id)
                    os.kill(server.pid, signal.SIGKILL)
            await wait_until_journaled(engine, log[-1].id)
        assert await read_journal(engine) == log
        assert (await verify(engine, CAMPAIGN, SEALER)).is_sound
        await engine.dispose()


async def test_valkey_may_be_killed_while_facts_come(engine: AsyncEngine, servers_folder: Path) -> None:
    """Each fact whose write was confirmed is in the append-only file, and reaches the journal once."""
    log = mixed_log(100)
    server = EmbeddedValkey(servers_folder / "faulty-valkey")
    async with server as url:
        client = connect(url)
        async with running_recorder(client, engine):
            for start in range(0, len(log), 20):
                await append_to_stream(client, log[start : start + 20])
                if start in (100, 300):
                    first = server.pid
                    os.kill(first, signal.SIGKILL)
                    await _back(server, first)
            await wait_until_journaled(engine, log[-1].id)
        await client.aclose()
    assert await read_journal(engine) == log
    assert (await verify(engine, CAMPAIGN, SEALER)).is_sound


async def test_the_errors_of_a_server_that_is_away_are_ours() -> None:
    """Code that uses Valkey sees a StorageError that says that a retry makes sense."""
    client = connect("unix:///nonexistent/valkey.sock")
    with pytest.raises(StorageError) as caught, translate_errors():
        await client.ping()
    assert (caught.value.code, caught.value.retryable) == ("valkey_away", True)
    await client.aclose()


async def _back(server: EmbeddedValkey, first: int) -> None:
    async with asyncio.timeout(60):
        while server.pid in (0, first) or not await server.is_serving():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
