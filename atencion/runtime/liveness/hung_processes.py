"""Replaces hung processes of this node: they do not exit, so the regular supervision does not restart them.

Owns the periodic checks, the kill, and the fact that records it. `hang_detection` decides which process hangs; the
regular supervision of each child starts the next one (`storage.embedded.child_process`). A hung process is killed,
because it may not react to SIGTERM.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Protocol, cast

import structlog

from atencion.runtime.liveness.hang_detection import (
    CHECK_INTERVAL_S,
    SILENCE_LIMITS_S,
    HangCheck,
    SignsOfLife,
    find_hung,
    next_check,
)
from atencion.runtime.liveness.heartbeats import Heartbeats
from atencion.runtime.liveness.options_probe import OptionsProbe
from eventlog.facts import ProcessReplaced, WatchedRole
from storage.embedded.child_process import OnUnwatched
from storage.periodic import run_periodically

WriteFact = Callable[[ProcessReplaced], Awaitable[object]]
_WRITE_TIMEOUT_S = 5.0
log = structlog.get_logger(__name__)


class Killable(Protocol):
    """A child that is restarted when it exits."""

    @property
    def pid(self) -> int:
        """Process id; 0 while it does not run."""

    def kill(self) -> None:
        """Kill it."""


class Replacement(NamedTuple):
    """A killed process whose successor does not serve yet.

    Attributes:
        started_at: start of the killed process, seconds of CLOCK_MONOTONIC.
        silent_since_ms: its last sign of life, ms since the Unix epoch.
    """

    started_at: float
    silent_since_ms: int


class HungProcesses:
    """The hang watch of one supervisor.

    Args:
        heartbeats: of the processes.
        gateway: stable name of the gateway, if there is one.
        options: pings the gateway; None if another process serves its SIP.
        write: writes a fact to the log; retried on failure.
        wall: seconds since the Unix epoch.
    """

    def __init__(
        self,
        heartbeats: Heartbeats,
        gateway: str,
        options: OptionsProbe | None,
        write: WriteFact,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._heartbeats, self._gateway, self._options, self._write = heartbeats, gateway, options, write
        self._wall = wall
        self._children: dict[str, Killable] = {}
        self._replaced: dict[str, Replacement] = {}
        self._unwritten: list[ProcessReplaced] = []
        self._look = HangCheck(0.0, 0.0)

    def reset(self, role: str) -> None:
        """Clear the signs of life of a role, whose next process starts now."""
        self._heartbeats.reset(role)
        if role == "gateway" and self._options is not None:
            self._options.reset()

    def add(self, role: str, child: Killable) -> None:
        """Watch a process, if its role has a limit."""
        if role in SILENCE_LIMITS_S:
            self._children[role] = child

    @asynccontextmanager
    async def watch(self, unwatched: OnUnwatched) -> AsyncIterator[None]:
        """Watch while the block lasts; ``unwatched`` is called if the watch ends before."""
        if self._options is not None:
            await self._options.open()
        stopping = asyncio.Event()

        def ended(watch: asyncio.Future[Any]) -> None:
            fault = None if watch.cancelled() else watch.exception()
            if not stopping.is_set():
                unwatched("los procesos colgados", fault)

        watching = asyncio.ensure_future(asyncio.gather(self._check_periodically(), self._write_periodically()))
        watching.add_done_callback(ended)
        try:
            yield
        finally:
            stopping.set()
            watching.cancel()
            await asyncio.wait({watching})
            if self._options is not None:
                self._options.close()

    async def _check_periodically(self) -> None:
        now = time.monotonic()
        self._look = HangCheck(now, now)

        async def check() -> None:
            self.check(time.monotonic())

        await run_periodically(
            check,
            interval_s=CHECK_INTERVAL_S,
            initial_delay_s=CHECK_INTERVAL_S,
            catch_all=True,  # the next check may succeed
            failure_event="look_failed",
        )

    def check(self, now: float) -> None:
        """Replace the hung processes, and record successors that serve; ``now`` is of CLOCK_MONOTONIC."""
        self._look = next_check(self._look, now)
        if self._options is not None:
            self._options.send()
        signs = {role: self._signs(role) for role, child in self._children.items() if child.pid}
        for each in find_hung(self._look, signs.values()):
            self._replace(each, now)
        for role in [role for role in self._replaced if role in signs and self._is_back(signs[role])]:
            self._record_replacement(role)

    def _signs(self, role: str) -> SignsOfLife:
        answered_at = self._options.answered_at if role == "gateway" and self._options is not None else None
        started_at, beat_at = self._heartbeats.started_at(role), self._heartbeats.beat_at(role)
        return SignsOfLife(role=role, started_at=started_at, beat_at=beat_at, answered_at=answered_at)

    def _replace(self, signs: SignsOfLife, now: float) -> None:
        before = self._replaced.get(signs.role)
        if before is None or before.started_at != signs.started_at:
            silent_s = now - signs.last_at
            log.error("process_hung", role=signs.role, silent_s=round(silent_s, 1), does="kill it and start another")
            since_ms = before.silent_since_ms if before else round((self._wall() - silent_s) * 1000)
            self._replaced[signs.role] = Replacement(signs.started_at, since_ms)
        self._children[signs.role].kill()

    def _is_back(self, signs: SignsOfLife) -> bool:
        """Return whether the successor serves: it beats, and the gateway answers if it is pinged."""
        answers = signs.role != "gateway" or self._options is None or signs.answered_at is not None
        return signs.started_at != self._replaced[signs.role].started_at and signs.beat_at is not None and answers

    def _record_replacement(self, role: str) -> None:
        since_ms = self._replaced.pop(role).silent_since_ms
        gateway = self._gateway if role == "gateway" else ""
        log.warning("process_replaced", role=role, away_s=round(self._wall() - since_ms / 1000, 1))
        self._unwritten.append(ProcessReplaced(role=cast(WatchedRole, role), gateway=gateway, silent_since_ms=since_ms))

    async def _write_periodically(self) -> None:
        await run_periodically(self.write_pending, interval_s=CHECK_INTERVAL_S, initial_delay_s=CHECK_INTERVAL_S)

    async def write_pending(self) -> None:
        """Write the pending facts in order; those that fail stay pending."""
        try:
            while self._unwritten:
                async with asyncio.timeout(_WRITE_TIMEOUT_S):
                    await self._write(self._unwritten[0])
                del self._unwritten[0]
        except Exception as error:  # any failure may be temporary
            log.warning("replacement_not_written", error=repr(error))
