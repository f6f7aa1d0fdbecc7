"""Full load: callers in sequence, requests to the API, and programs that keep every core busy.

Owns the load, and its effect on the processes: the longest time between heartbeats, replacements and deaths. It must
not assert.
"""

import asyncio
import os
import random
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Final

from atencion.processes import ROLES
from atencion.runtime.liveness.hang_detection import SILENCE_LIMITS_S
from tests.e2e.faults.fault_run import on_duty
from tests.support.sip.callers import PLANS, CallExperience, place_call
from tests.support.sip.phone_exchange import PhoneExchange
from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import System

_PLANS: Final = ("talks", "goes deeper into the menu", "leaves in the menu", "says nothing", "listens to information")
_PATHS: Final = ("/api/v1/calls", "/metrics", "/api/v1/service-level", "/readyz")
_QUESTIONS_AT_ONCE: Final = 4
_POLL_INTERVAL_S: Final = 0.2
_BUSY: Final = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
_IDLE: Final = slice(3, 5)  # of the times in the first line of /proc/stat: idle and waiting for a disk, proc(5)


@dataclass
class LoadResult:
    """The result of the load.

    Attributes:
        seconds: its duration.
        calls: ended calls, by their final SIP status; 0 without one.
        questions: requests that the API answered with any status.
        busy: share of the time of all cores in which they computed, of 1.
        silence_s: the longest time between two heartbeats of a process, by role.
        changed: processes whose id changed: each died or was replaced.
        replaced: by the system's own count.
    """

    seconds: float = 0.0
    calls: Counter[int] = field(default_factory=Counter)
    questions: int = 0
    busy: float = 0.0
    silence_s: dict[str, float] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    replaced: float = 0.0

    @property
    def is_calm(self) -> bool:
        """Whether every process survived, and none was replaced."""
        return not self.changed and not self.replaced

    def __str__(self) -> str:
        silence = ", ".join(f"{role} {seconds:.1f} s" for role, seconds in self.silence_s.items())
        return (
            f"{self.seconds:6.0f} s: calls by status {dict(self.calls)}, {self.questions} questions; cores "
            f"{self.busy:.0%} busy; longest silence: {silence}; replaced or dead: {self.changed or 'none'}"
        )


async def load(
    system: System,
    exchange: PhoneExchange,
    seconds: float,
    *,
    at_once: int,
    programs: int,
    is_enough: Callable[[LoadResult], bool] = lambda _: True,
    report: Callable[[LoadResult], None] = lambda _: None,
    report_every_s: float = 60.0,
) -> LoadResult:
    """Load a running system, and report the measures at intervals.

    Args:
        system: with the site of a crowd.
        exchange: the callers' media.
        seconds: least time during which new calls and requests begin.
        at_once: number of callers.
        programs: number of programs that keep a core busy each.
        is_enough: whether the measures suffice; until then the load goes on, for at most ten times as long.
        report: receives the measures so far.
        report_every_s: interval of reports.
    """
    measured, pids = LoadResult(), {role: pid_of(system, role) for role in SILENCE_LIMITS_S}
    async with on_duty(system, exchange), _calling(system, exchange, measured, at_once):
        began, cores = time.monotonic(), _Cores()
        reported_at = began
        with _busy(programs), _heartbeats(system.pid) as beats:
            while measured.seconds < seconds or (measured.seconds < 10 * seconds and not is_enough(measured)):
                await asyncio.sleep(_POLL_INTERVAL_S)
                measured.seconds, measured.busy = time.monotonic() - began, cores.busy()
                _sample_heartbeats(beats, measured)
                if time.monotonic() - reported_at >= report_every_s:
                    reported_at = time.monotonic()
                    report(measured)
    measured.changed = [role for role, pid in pids.items() if pid_of(system, role) != pid]
    measured.replaced = await system.metric("processes_replaced_total")
    return measured


@asynccontextmanager
async def _calling(system: System, exchange: PhoneExchange, measured: LoadResult, at_once: int) -> AsyncIterator[None]:
    """Keep a number of callers on the line and send requests to the API until the block ends."""
    chance, token = random.Random(67), system.token()

    async def call(first: int) -> None:
        for number in range(first, 10_000_000, at_once):
            experience = CallExperience(number=f"310{number:07d}", line="bogota", plan=chance.choice(_PLANS))
            measured.calls[(await place_call(exchange, system.sip_port, experience, time.time)).status] += 1

    async def ask() -> None:
        while True:
            with suppress(OSError, HTTPException):
                await asyncio.to_thread(system.fetch_path, chance.choice(_PATHS), token)
                measured.questions += 1

    working = [asyncio.create_task(call(first)) for first in range(at_once)]
    working += [asyncio.create_task(ask()) for _ in range(_QUESTIONS_AT_ONCE)]
    try:
        yield
    finally:
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)


@contextmanager
def _busy(programs: int) -> Iterator[None]:
    """Run programs that only compute, and end them."""
    running = [subprocess.Popen([sys.executable, "-c", _BUSY]) for _ in range(programs)]
    try:
        yield
    finally:
        for program in running:
            program.kill()
            program.wait()


@contextmanager
def _heartbeats(supervisor: int) -> Iterator[int]:
    """Open the memory with the heartbeats of a supervisor's processes."""
    for descriptor in Path("/proc", str(supervisor), "fd").iterdir():
        with suppress(OSError):
            if "memfd:atencion-heartbeats" in os.readlink(descriptor):
                with descriptor.open("rb", 0) as memory:
                    yield memory.fileno()
                return
    raise AssertionError("nobody beats")


def _sample_heartbeats(beats: int, measured: LoadResult) -> None:
    now = time.monotonic()
    for role, at in zip(ROLES, struct.unpack(f"{len(ROLES)}d", os.pread(beats, 8 * len(ROLES), 0)), strict=True):
        if at:
            measured.silence_s[role] = max(measured.silence_s.get(role, 0.0), now - at)


class _Cores:
    """The load of the machine's cores since this object was created."""

    def __init__(self) -> None:
        self._total, self._idle = self._times()

    def busy(self) -> float:
        """Return the busy share of their time, of 1."""
        total, idle = self._times()
        return 1.0 - (idle - self._idle) / max(1, total - self._total)

    @staticmethod
    def _times() -> tuple[int, int]:
        times = [int(each) for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return sum(times), sum(times[_IDLE])


assert set(_PLANS) <= set(PLANS)
