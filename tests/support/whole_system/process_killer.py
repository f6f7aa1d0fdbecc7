"""Kill -9 of the processes of a running system, one after another, and the recovery time of each.

Owns finding a process by its role, within the children of the system that the test started. It must not assert.
"""

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import NamedTuple

from tests.support.whole_system.system import System, wait_until

PROCESS_NAMES = ("router", "api", "recorder", "worker", "gateway", "Valkey", "PostgreSQL")
_SERVERS = {"valkey-server": "Valkey", "redis-server": "Valkey", "postgres": "PostgreSQL"}
_RECOVERY_TIMEOUT_S = 30.0


class Kill(NamedTuple):
    """One kill.

    Attributes:
        process: of VICTIMS.
        at: seconds since the Unix epoch.
        recovery_s: seconds until everything worked again.
    """

    process: str
    at: float
    recovery_s: float


def pid_of(system: System, victim: str) -> int:
    """Return the process id of one of the system's own processes; 0 when it does not run."""
    return next((pid for pid in _children(system.pid) if _process_name(Path("/proc", str(pid))) == victim), 0)


def _process_name(process: Path) -> str:
    """Return a child's name: a server's program, or the role of one of our processes; empty if it just ended."""
    try:
        command = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        role = command[command.index("--only") + 1] if "--only" in command else ""
        return role or _SERVERS.get((process / "comm").read_text().strip(), "")
    except OSError:
        return ""


async def kill_and_wait(system: System, victim: str) -> Kill:
    """Kill a process, and wait until its replacement runs and everything works."""
    pid = pid_of(system, victim)
    assert pid, f"there is no {victim}"
    gateways = set(await _gateways(system))
    at = time.time()
    os.kill(pid, signal.SIGKILL)

    async def back() -> bool:
        if pid_of(system, victim) in (0, pid) or not await system.is_ready():
            return False
        return victim != "gateway" or bool(set(await _gateways(system)) - gateways)

    await wait_until(back, _RECOVERY_TIMEOUT_S)
    return Kill(victim, at, time.time() - at)


async def _gateways(system: System) -> list[str]:
    async with system.router() as router:
        return await router.gateways()


def _children(parent: int) -> list[int]:
    tasks = Path("/proc", str(parent), "task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


async def kill_by_plan(system: System, plan: list[tuple[int, str]], begun: "asyncio.Queue[int]") -> list[Kill]:
    """Kill processes by plan.

    Args:
        system: runs the processes.
        plan: the number of a call and the victim; in order.
        begun: gives the number of each call that begins.
    """
    kills = []
    for number, victim in plan:
        while await begun.get() < number:
            pass
        kills.append(await kill_and_wait(system, victim))
    return kills
