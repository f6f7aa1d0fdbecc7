"""Real servers for the tests: one PostgreSQL and one Valkey for each pytest worker, started at the first use.

Owns the fixtures; `tests/conftest.py` makes them available to every test.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from storage.postgres.engine import make_engine, unit_of_work
from storage.postgres.migrate import migrate
from storage.postgres.roles import EMBEDDED_APPLICATION, Account, with_account
from storage.valkey import connect
from tests.support.run.boots import count_boot
from tests.support.servers.valkey_cluster import cluster

# Tests never lose power, so writes need not wait for the disk; commits still survive a kill of PostgreSQL.
FAST = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB", "max_wal_size": "128MB"}
_MEMORY, _ENOUGH_BYTES = Path("/dev/shm"), 2 << 30
_SCHEMA = "schema_of_this_release"
_numbers = count(1)


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """Create a folder with a short path that every user can enter: PostgreSQL's user cannot enter pytest's own.

    It lies in memory if there is enough: each test has its own database, which is hundreds of files.
    """
    in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES
    folder = Path(tempfile.mkdtemp(prefix="atn-", dir=_MEMORY if in_memory else None))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_server(servers_folder: Path) -> AsyncIterator[str]:
    """Run this worker's PostgreSQL and yield its URL; use `postgres_url` for a separate database."""
    count_boot("postgres")
    async with EmbeddedPostgres(servers_folder / "postgres", FAST) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def valkey_server(servers_folder: Path) -> AsyncIterator[str]:
    """Run this worker's Valkey and yield its URL; use `valkey_url` for an empty one."""
    count_boot("valkey")
    async with EmbeddedValkey(servers_folder / "valkey") as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def valkey_cluster(servers_folder: Path) -> AsyncIterator[str]:
    """Run this worker's Valkey Cluster and yield its URL; use `valkey_cluster_url` for an empty one."""
    count_boot("cluster")
    async with cluster(servers_folder / "cluster") as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def schema(postgres_server: str) -> str:
    """Create a database with this release's schema, from which others are copied, and return its name.

    All migrations create it, as at every start; no connection to it may stay open.
    """
    await _administer(postgres_server, f"CREATE DATABASE {_SCHEMA}")
    engine = make_engine(_url_of(postgres_server, _SCHEMA))
    await migrate(engine, Account(EMBEDDED_APPLICATION))
    await engine.dispose()
    return _SCHEMA


@pytest_asyncio.fixture
async def postgres_url(postgres_server: str, schema: str) -> AsyncIterator[str]:
    """Yield the URL of a new database with this release's schema, as the application's account; drop it at the end."""
    async with _copied_database(postgres_server, schema) as url:
        yield with_account(url, EMBEDDED_APPLICATION)


@pytest_asyncio.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """Yield an engine of a new database with this release's schema, as the application's account."""
    made = make_engine(postgres_url)
    yield made
    await made.dispose()


@pytest_asyncio.fixture
async def empty_postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """Yield the URL of a new database without tables, for code that creates its own schema; drop it at the end."""
    async with _copied_database(postgres_server) as url:
        yield url


@pytest_asyncio.fixture
async def valkey_url(valkey_server: str) -> str:
    """Return the URL of a Valkey without keys and functions."""
    await _empty(valkey_server)
    return valkey_server


@pytest_asyncio.fixture
async def valkey_cluster_url(valkey_cluster: str) -> str:
    """Return the URL of a Valkey Cluster without keys and functions."""
    await _empty(valkey_cluster)
    return valkey_cluster


@pytest_asyncio.fixture
async def valkey(valkey_url: str) -> AsyncIterator[redis.Redis]:
    """Connect a client (bytes in, bytes out) to a Valkey without keys and functions."""
    client = connect(valkey_url)
    yield client
    await client.aclose()


async def _empty(url: str) -> None:
    client = connect(url)
    await client.flushall()
    await client.function_flush()
    await client.aclose()


def owner_url(url: str) -> str:
    """Return the address of a test's database with the account that owns its tables."""
    return with_account(url, "atencion")


@asynccontextmanager
async def owner_transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Begin a transaction of the owner's account in the database of the application's engine."""
    owner = make_engine(owner_url(engine.url.render_as_string(hide_password=False)))
    try:
        async with unit_of_work(owner) as connection:
            yield connection
    finally:
        await owner.dispose()


@asynccontextmanager
async def _copied_database(server: str, template: str = "template1") -> AsyncIterator[str]:
    """Copy a database of a server, yield the copy's URL, and drop it at the end."""
    name = f"test_{next(_numbers)}"
    await _administer(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield _url_of(server, name)
    await _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _url_of(server: str, name: str) -> str:
    return server.replace("@/atencion?", f"@/{name}?")


async def _administer(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
