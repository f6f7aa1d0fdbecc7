"""A real Valkey Cluster for the tests: three masters on the loopback interface, without replicas.

Owns their processes and their folders; they end with the test, and with its process even when it is killed.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from redis.crc import REDIS_CLUSTER_HASH_SLOTS

from storage.embedded.binaries import valkey_server
from storage.embedded.child_process import ChildProcess, Program
from storage.embedded.workdir import lock_folder
from tests.support.programs import free_ports
from tests.support.servers.valkey_commands import HOST, is_up, run_command

MASTERS = 3
_DEADLINE_S = 30.0


@asynccontextmanager
async def cluster(folder: Path) -> AsyncIterator[str]:
    """Run three masters that share all slots.

    Args:
        folder: of their data; created if missing.

    Yields:
        The address that names all of them.
    """
    ports = list(free_ports(2 * MASTERS))
    places = [*zip(ports[::2], ports[1::2], strict=True)]
    async with AsyncExitStack() as stack:
        lock = await stack.enter_async_context(lock_folder(folder))
        for number, (port, bus) in enumerate(places):
            child = _master(folder / f"master-{number}", port, bus, lock)
            await child.start()
            stack.push_async_callback(child.stop)
        await _join(places)
        yield "redis+cluster://" + ",".join(f"{HOST}:{port}" for port, _ in places)


def _master(folder: Path, port: int, bus: int, lock: int) -> ChildProcess:
    folder.mkdir(parents=True)
    options = {
        "port": port,
        "bind": HOST,
        "dir": folder,
        "cluster-enabled": "yes",
        "cluster-port": bus,
        "cluster-announce-ip": HOST,
        "cluster-node-timeout": 2000,
        "cluster-require-full-coverage": "no",  # campaigns of a live master continue
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    command = [str(valkey_server()), *(str(word) for name, value in options.items() for word in (f"--{name}", value))]
    return ChildProcess(
        f"Valkey {port}",
        Program(command, None, lock),
        log=folder / "valkey.log",
        stop_signal=signal.SIGTERM,
        is_ready=lambda: is_up(port),
    )


async def _join(places: Sequence[tuple[int, int]]) -> None:
    """Share the slots out, and wait until all masters know each other."""
    bounds = [number * REDIS_CLUSTER_HASH_SLOTS // MASTERS for number in range(MASTERS + 1)]
    for number, (port, _) in enumerate(places):
        await run_command(port, "CLUSTER", "ADDSLOTSRANGE", bounds[number], bounds[number + 1] - 1)
    for port, bus in places[1:]:
        await run_command(places[0][0], "CLUSTER", "MEET", HOST, port, bus)
    async with asyncio.timeout(_DEADLINE_S):
        for port, _ in places:
            while not await _knows_all(port):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)


async def _knows_all(port: int) -> bool:
    info = (await run_command(port, "CLUSTER", "INFO")).decode()
    expected = ("cluster_state:ok", f"cluster_slots_ok:{REDIS_CLUSTER_HASH_SLOTS}", f"cluster_known_nodes:{MASTERS}")
    return all(line in info for line in expected)
