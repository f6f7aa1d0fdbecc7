"""The processes of a running system: finding them by role, killing, freezing and resuming them.

Owns process ids, within the children of the system that the test started. It must not know the purpose.
"""

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import System

ZYGOTE = "zygote"


def pids_of(system: System, name: str) -> list[int]:
    """Return the process ids of one part of the system, the parent first; empty when it does not run."""
    pid = _zygote(system.pid) if name == ZYGOTE else pid_of(system, name)
    return [pid, *_descendants(pid)] if pid and name == "PostgreSQL" else [pid] * bool(pid)


def kill(pids: Iterable[int]) -> None:
    """Send SIGKILL to processes that may have ended."""
    _send(pids, signal.SIGKILL)


def freeze(pids: Iterable[int]) -> None:
    """Send SIGSTOP to processes that may have ended."""
    _send(pids, signal.SIGSTOP)


def resume(pids: Iterable[int]) -> None:
    """Send SIGCONT to processes that may have been replaced."""
    _send(pids, signal.SIGCONT)


def _send(pids: Iterable[int], request: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, request)


def _zygote(supervisor: int) -> int:
    return next((pid for pid in _children(supervisor) if _is_zygote(pid)), 0)


def _is_zygote(pid: int) -> bool:
    with suppress(OSError):
        command = Path("/proc", str(pid), "cmdline").read_bytes().decode(errors="replace").split("\0")
        return "atencion.processes" in command and "--only" not in command
    return False


def _descendants(pid: int) -> list[int]:
    children = _children(pid)
    return [*children, *(each for child in children for each in _descendants(child))]


def _children(parent: int) -> list[int]:
    children: list[int] = []
    with suppress(OSError):
        for task in Path("/proc", str(parent), "task").iterdir():
            children += [int(pid) for pid in (task / "children").read_text().split()]
    return children
