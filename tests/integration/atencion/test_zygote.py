"""The process that forks the roles, run as a real process; a role without its servers says so and ends."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from atencion.processes import DEMO_ROLES, ROLES
from atencion.processes.zygote import Zygote
from storage.embedded.child_process import Process
from storage.errors import ServerFailed

pytestmark = pytest.mark.integration

NOWHERE = {"ATENCION_DATABASE_URL": "postgresql://nadie@127.0.0.1:1/nada", "ATENCION_REDIS_URL": "unix:///nada.sock"}
LOADED = (
    "import os, sys; from importlib import import_module; import_module('atencion.processes.__main__');"
    "from atencion.processes import module_of;"
    "[import_module(module_of(role)) for role in sys.argv[1:]];"
    "print(len(os.listdir('/proc/self/task')), *sys.modules)"
)


@asynccontextmanager
async def zygote_of(*roles: str, folder: Path) -> AsyncIterator[Zygote]:
    """Start a zygote with a lock of its own."""
    with (folder / "lock").open("w") as lock:
        async with Zygote(roles, folder / "zygote.log", lock.fileno()) as zygote:
            yield zygote


async def code_of(process: Process) -> int:
    """Return its exit code once it has ended."""
    async with asyncio.timeout(30.0):
        while (code := process.poll()) is None:  # noqa: ASYNC110 - it is polled, as its supervisor does
            await asyncio.sleep(0.02)
        return code


def children() -> dict[int, list[str]]:
    """Return the command lines of our child processes by process id."""
    commands = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid():
                commands[int(process.name)] = (process / "cmdline").read_text().rstrip("\0").split("\0")
        except OSError:
            continue
    return commands


async def test_fork_is_child_of_supervisor_with_role_name_and_session(tmp_path: Path) -> None:
    """A fork's parent is the supervisor, its name is its role, it has a session, and its log says how it ended."""
    async with zygote_of("router", "gateway", folder=tmp_path) as zygote:
        process = await zygote.spawn("gateway", NOWHERE)(tmp_path / "gateway.log", signal.SIGTERM)
        assert children()[process.pid][-2:] == ["--only", "gateway"]
        assert os.getsid(process.pid) == process.pid
        assert await code_of(process) == 1
    words = (tmp_path / "gateway.log").read_text()
    assert "Traceback" not in words
    assert words
    assert (tmp_path / "zygote.log").read_text() == ""


async def test_each_fork_has_environment_of_its_own_request(tmp_path: Path) -> None:
    """Each fork has the environment of its own request, and without one it names what is missing."""
    async with zygote_of("router", folder=tmp_path) as zygote:
        with_settings = await zygote.spawn("router", NOWHERE)(tmp_path / "with_settings.log", signal.SIGTERM)
        without_settings = await zygote.spawn("router", {})(tmp_path / "without_settings.log", signal.SIGTERM)
        assert await code_of(with_settings) == await code_of(without_settings) == 1
    assert "Falta ATENCION_DATABASE_URL" not in (tmp_path / "with_settings.log").read_text()
    assert "Falta ATENCION_DATABASE_URL" in (tmp_path / "without_settings.log").read_text()


async def test_a_log_is_where_the_supervisor_says_from_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The data folder may be relative to the working folder, as in `make demo`; the zygote runs in another."""
    monkeypatch.chdir(tmp_path)
    async with zygote_of("router", folder=Path()) as zygote:
        process = await zygote.spawn("router", NOWHERE)(Path("router.log"), signal.SIGTERM)
        assert await code_of(process) == 1
    assert (tmp_path / "router.log").read_text()


async def test_a_fork_that_cannot_begin_is_missed_at_once(tmp_path: Path) -> None:
    """A variable with an empty name makes the fork fail: the error says where to look, and the next fork works."""
    async with zygote_of("router", folder=tmp_path) as zygote:
        with pytest.raises(ServerFailed, match="zygote"):
            await zygote.spawn("router", {"": "nameless"})(tmp_path / "router.log", signal.SIGTERM)
        process = await zygote.spawn("router", NOWHERE)(tmp_path / "router.log", signal.SIGTERM)
        assert await code_of(process) == 1
    assert "OSError" in (tmp_path / "zygote.log").read_text()


async def test_a_fork_begins_without_a_log_that_cannot_be_opened(tmp_path: Path) -> None:
    """With a full disk, for example, it runs, and ends for its own reasons."""
    async with zygote_of("router", folder=tmp_path) as zygote:
        process = await zygote.spawn("router", NOWHERE)(tmp_path / "nowhere" / "router.log", signal.SIGTERM)
        assert await code_of(process) == 1
    assert (tmp_path / "zygote.log").read_text() == ""


async def test_another_takes_its_place(tmp_path: Path) -> None:
    """The request after a kill of the zygote starts another one."""
    async with zygote_of("router", folder=tmp_path) as zygote:
        (first,) = (pid for pid, words in children().items() if "--load" in words)
        os.kill(first, signal.SIGKILL)
        await asyncio.to_thread(os.waitid, os.P_PID, first, os.WEXITED | os.WNOWAIT)
        process = await zygote.spawn("router", NOWHERE)(tmp_path / "router.log", signal.SIGTERM)
        assert await code_of(process) == 1


async def test_cancelled_request_is_ended_at_once_if_it_is_carried_out(tmp_path: Path) -> None:
    """A cancelled request is ended at once if it is carried out, and the zygote ends with its supervisor."""
    async with zygote_of("router", folder=tmp_path) as zygote:
        spawning = asyncio.ensure_future(zygote.spawn("router", NOWHERE)(tmp_path / "router.log", signal.SIGTERM))
        await asyncio.sleep(0)
        spawning.cancel()
        with pytest.raises(asyncio.CancelledError):
            await spawning
    assert not [words for words in children().values() if {"--load", "--only"} & set(words)]


def test_zygote_is_one_process_with_one_thread() -> None:
    """With all roles loaded it is one process with one thread, without the modules of the supervisor alone."""
    output = subprocess.run(
        [sys.executable, "-c", LOADED, *ROLES, *DEMO_ROLES], capture_output=True, text=True, timeout=60, check=True
    ).stdout.split()
    assert output[0] == "1"
    assert not {"alembic", "markdown_it"} & set(output)
