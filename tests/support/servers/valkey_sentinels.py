"""A Valkey with a replica and a Sentinel that watches both, on the loopback interface.

Owns their processes and folders; they end with the test, and with its process even when it is killed.
"""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.embedded.binaries import valkey_server
from storage.embedded.child_process import ChildProcess, Program
from storage.embedded.workdir import lock_folder
from tests.support.programs import free_ports
from tests.support.servers.valkey_commands import HOST, is_up, run_command

SERVICE = "atencion"
_DOWN_AFTER_MS = 500
_DEADLINE_S = 30.0


@dataclass
class WatchedValkey:
    """The servers.

    Attributes:
        url: the addresses of the Sentinels; the first one does not exist.
        master: process of the first master.
        ports: of the first master and of its replica.
    """

    url: str
    master: ChildProcess
    ports: tuple[int, int]


@asynccontextmanager
async def watched_valkey(folder: Path) -> AsyncIterator[WatchedValkey]:
    """Run a master, a replica that follows it, and a Sentinel that knows both.

    The folder is created if missing.
    """
    master, replica, sentinel, nobody = free_ports(4)
    async with AsyncExitStack() as stack:
        lock = await stack.enter_async_context(lock_folder(folder))
        first = _server(folder / "master", master, lock)
        for child in (first, _server(folder / "replica", replica, lock, {"replicaof": f"{HOST} {master}"})):
            await child.start()
            stack.push_async_callback(child.stop)
        await _until(replica, "replication", b"master_link_status:up")
        watcher = _sentinel(folder / "sentinel", sentinel, master, lock)
        await watcher.start()
        stack.push_async_callback(watcher.stop)
        await _until(sentinel, "sentinel", b"slaves=1")
        url = f"redis+sentinel://{HOST}:{nobody},{HOST}:{sentinel}/{SERVICE}"
        yield WatchedValkey(url, first, (master, replica))


def _server(folder: Path, port: int, lock: int, more: dict[str, str] | None = None) -> ChildProcess:
    folder.mkdir(parents=True)
    options = {
        "port": str(port),
        "bind": HOST,
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "shutdown-timeout": "0",
        "repl-diskless-sync-delay": "0",
        **(more or {}),
    }
    words = [word for name, value in options.items() for word in (f"--{name}", *value.split(" "))]
    return _child(f"Valkey {port}", [str(valkey_server()), "--save", "", *words], folder, port, lock)


def _sentinel(folder: Path, port: int, master: int, lock: int) -> ChildProcess:
    folder.mkdir(parents=True)
    file = folder / "sentinel.conf"
    file.write_text(
        f"port {port}\nbind {HOST}\ndir {folder}\n"
        f"sentinel monitor {SERVICE} {HOST} {master} 1\n"
        f"sentinel down-after-milliseconds {SERVICE} {_DOWN_AFTER_MS}\n"
        f"sentinel failover-timeout {SERVICE} 3000\n"
    )
    return _child(f"Sentinel {port}", [str(valkey_server()), str(file), "--sentinel"], folder, port, lock)


def _child(name: str, command: list[str], folder: Path, port: int, lock: int) -> ChildProcess:
    return ChildProcess(
        name,
        Program(command, None, lock),
        log=folder / "valkey.log",
        stop_signal=signal.SIGTERM,
        is_ready=lambda: is_up(port),
    )


async def _until(port: int, section: str, words: bytes) -> None:
    async with asyncio.timeout(_DEADLINE_S):
        while words not in await run_command(port, "INFO", section):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
