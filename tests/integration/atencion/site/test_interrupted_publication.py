"""A publication that ends in the middle, by kill -9 or a full disk: the old version stays, and the next one works.

A lock of the test holds the publication at each of its steps, so that no result depends on time.
"""

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import asyncpg
import pytest
import pytest_asyncio
import redis.asyncio as redis
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.site_admin.publications import store
from storage import tables
from storage.embedded.postgres import EmbeddedPostgres
from storage.errors import DatabaseAway
from storage.postgres.engine import make_engine, read_connection, unit_of_work
from storage.postgres.migrate import migrate
from storage.postgres.roles import EMBEDDED_APPLICATION, Account, with_account
from tests.support.servers.small_disk import SmallDisk, small_disk
from tests.support.servers.worker_servers import FAST, owner_url
from tests.support.site_folders import sample_site
from tests.support.whole_system.site_import import COMMIT, TABLES, SiteImport
from tests.support.whole_system.site_node import SiteNode
from tests.support.whole_system.system import wait_until

pytestmark = pytest.mark.integration
FIRST = sample_site()
DISK_MIB = 160
OPTIONS = {**FAST, "max_wal_size": "32MB", "min_wal_size": "32MB", "max_connections": "20"}
DEADLINE_S = 60.0


async def count_rows(engine: AsyncEngine) -> list[int]:
    """Count what publications have stored."""
    async with read_connection(engine) as connection:
        counts = [select(func.count()).select_from(getattr(tables, name)) for name in TABLES]
        return [int(await connection.scalar(each) or 0) for each in counts]


async def wait_for_end(engine: AsyncEngine) -> None:
    """Wait until PostgreSQL has ended the transaction of a publication."""
    async with unit_of_work(engine) as connection:
        await store.lock(connection, FIRST.campaign)


async def versions_in_use(nodes: list[SiteNode]) -> set[str]:
    """Return the versions that the nodes use after each has asked for the one in force."""
    return {await node.follow() for node in nodes}


@pytest_asyncio.fixture
async def nodes(valkey: redis.Redis, engine: AsyncEngine) -> list[SiteNode]:
    """Put the first version in force on two nodes."""
    nodes = [SiteNode(valkey, engine, FIRST) for _ in range(2)]
    await nodes[0].start()
    return nodes


@pytest.mark.parametrize("step", TABLES)
async def test_killed_publication_leaves_the_old_version(
    nodes: list[SiteNode], engine: AsyncEngine, postgres_url: str, tmp_path: Path, step: str
) -> None:
    """At each step, nothing of the publication is stored, every node keeps its version, and the next one works."""
    order = SiteImport(tmp_path, postgres_url)
    before = await count_rows(engine)
    async with order.held_at(step) as program:
        os.kill(program.pid, signal.SIGKILL)
        assert await program.wait(DEADLINE_S) == -signal.SIGKILL
        assert await versions_in_use(nodes) == {FIRST.version}
    await wait_for_end(engine)
    assert await count_rows(engine) == before
    assert await versions_in_use(nodes) == {FIRST.version}
    assert order.site.version in await order.publish()
    assert await versions_in_use(nodes) == {order.site.version}


async def test_publication_killed_during_its_commit_is_whole(
    nodes: list[SiteNode], engine: AsyncEngine, postgres_url: str, tmp_path: Path
) -> None:
    """PostgreSQL has the order to commit, so all is stored, and the command says so when it is repeated."""
    order = SiteImport(tmp_path, postgres_url)
    before = await count_rows(engine)
    async with order.held_at(COMMIT) as program:
        os.kill(program.pid, signal.SIGKILL)
        await program.wait(DEADLINE_S)
        assert await versions_in_use(nodes) == {FIRST.version}
    await wait_for_end(engine)
    assert await versions_in_use(nodes) == {order.site.version}
    added = [now - then for now, then in zip(await count_rows(engine), before, strict=True)]
    assert (added[0], added[2], added[3]) == (1, 1, 1)
    assert "ya rige" in await order.publish()


class DiskServer(NamedTuple):
    """A PostgreSQL whose files are on a small disk."""

    disk: SmallDisk
    server: EmbeddedPostgres
    url: str

    async def run_out_of_space(self) -> None:
        """Fill the disk, and let PostgreSQL need a new file of its journal, without which it cannot go on."""
        self.disk.fill()
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            while True:
                connection = await asyncpg.connect(owner_url(self.url))
                try:
                    await connection.execute("SELECT pg_logical_emit_message(false, 'test', 'full'), pg_switch_wal()")
                finally:
                    connection.terminate()
                self.disk.fill()

    async def kill(self) -> None:
        """Kill the server."""
        os.kill(self.server.pid, signal.SIGKILL)


@pytest.fixture
def disk(servers_folder: Path) -> Iterator[SmallDisk]:
    """Mount a small disk that PostgreSQL's user can reach."""
    with small_disk(servers_folder / "small", DISK_MIB) as disk:
        yield disk


@pytest_asyncio.fixture
async def small(disk: SmallDisk) -> AsyncIterator[DiskServer]:
    """Run a PostgreSQL on the small disk, with this release's schema."""
    server = EmbeddedPostgres(disk.folder / "postgres", OPTIONS)
    async with server as url:
        owner = make_engine(url)
        await migrate(owner, Account(EMBEDDED_APPLICATION))
        await owner.dispose()
        yield DiskServer(disk, server, with_account(url, EMBEDDED_APPLICATION))


@pytest_asyncio.fixture
async def small_engine(small: DiskServer) -> AsyncIterator[AsyncEngine]:
    """Yield an engine of the server on the small disk."""
    engine = make_engine(small.url)
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("fail", [DiskServer.run_out_of_space, DiskServer.kill])
async def test_database_that_dies_in_the_middle_leaves_the_old_version(
    small: DiskServer,
    small_engine: AsyncEngine,
    valkey: redis.Redis,
    tmp_path: Path,
    fail: Callable[..., Awaitable[None]],
) -> None:
    """The command fails with a sentence; the nodes keep their version meanwhile, and after PostgreSQL is back."""
    node = SiteNode(valkey, small_engine, FIRST)
    await node.start()
    before = await count_rows(small_engine)
    order = SiteImport(tmp_path, small.url)
    with suppress(DatabaseAway):  # the lock is lost with the server
        async with order.held_at("outbox") as program:
            await fail(small)
            assert await program.wait(DEADLINE_S) == 1
    assert "Traceback" not in program.log_tail()
    await node.refresh()
    assert node.sites.current == FIRST
    small.disk.make_room()
    await wait_until(small.server.is_serving, DEADLINE_S)
    assert await count_rows(small_engine) == before
    assert await node.follow() == FIRST.version
    assert order.site.version in await order.publish()
    assert await node.follow() == order.site.version


async def test_publication_that_does_not_fit_on_the_disk_leaves_the_old_version(
    small: DiskServer, small_engine: AsyncEngine, valkey: redis.Redis, tmp_path: Path
) -> None:
    """The server lives on and refuses the write; the same publication works once there is space."""
    node = SiteNode(valkey, small_engine, FIRST)
    await node.start()
    before = await count_rows(small_engine)
    order = SiteImport(tmp_path, small.url)
    pid = small.server.pid
    small.disk.fill()
    with pytest.raises(DatabaseAway):
        await order.publish()
    program = await order.start()
    assert await program.wait(DEADLINE_S) == 1
    assert "Traceback" not in program.log_tail()
    assert await count_rows(small_engine) == before
    assert await node.follow() == FIRST.version
    small.disk.make_room()
    assert order.site.version in await order.publish()
    assert await node.follow() == order.site.version
    assert small.server.pid == pid
