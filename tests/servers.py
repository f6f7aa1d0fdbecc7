"""Real servers for the tests: one PostgreSQL and one Valkey for each pytest worker, started when first asked for.

Owns the fixtures; `tests/conftest.py` offers them to every test.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
import redis.asyncio as redis

from storage.embedded import EmbeddedPostgres, EmbeddedValkey
from storage.valkey import connect
from tests.valkey_cluster import cluster

# Tests never lose power, so PostgreSQL need not wait for the disk; what it committed still survives its kill.
FAST = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB"}
_numbers = count(1)


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """A short path that every user can pass through: pytest's own folders are closed to the user of PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="atn-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_server(servers_folder: Path) -> AsyncIterator[str]:
    """The URL of this worker's PostgreSQL; use `postgres_url` for a database of your own."""
    async with EmbeddedPostgres(servers_folder / "postgres", FAST) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def valkey_server(servers_folder: Path) -> AsyncIterator[str]:
    """The URL of this worker's Valkey; use `valkey_url` for an empty one."""
    async with EmbeddedValkey(servers_folder / "valkey") as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def valkey_cluster(servers_folder: Path) -> AsyncIterator[str]:
    """The URL of this worker's Valkey Cluster; use `valkey_cluster_url` for an empty one."""
    async with cluster(servers_folder / "cluster") as url:
        yield url


@pytest_asyncio.fixture
async def postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """The URL of a fresh, empty database, dropped after the test."""
    name = f"test_{next(_numbers)}"
    await _administer(postgres_server, f"CREATE DATABASE {name}")
    yield postgres_server.replace("@/atencion?", f"@/{name}?")
    await _administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture
async def valkey_url(valkey_server: str) -> str:
    """The URL of a Valkey without keys and functions."""
    await _empty(valkey_server)
    return valkey_server


@pytest_asyncio.fixture
async def valkey_cluster_url(valkey_cluster: str) -> str:
    """The URL of a Valkey Cluster without keys and functions."""
    await _empty(valkey_cluster)
    return valkey_cluster


@pytest_asyncio.fixture
async def valkey(valkey_url: str) -> AsyncIterator[redis.Redis]:
    """A client (bytes in, bytes out) of a Valkey without keys and functions."""
    client = connect(valkey_url)
    yield client
    await client.aclose()


async def _empty(url: str) -> None:
    client = connect(url)
    await client.flushall()
    await client.function_flush()
    await client.aclose()


async def _administer(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
