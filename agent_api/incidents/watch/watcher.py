"""The watcher: probes each system periodically and records the results as soon as it can.

Owns the rhythm and the buffered samples. Any number of watchers may run; `outage_detection` decides what is an outage
and `record` that it is recorded once. While PostgreSQL is away the watcher buffers its samples; if it dies meanwhile,
that time becomes a gap.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final

import structlog

from agent_api.incidents.domain.samples import SampleRun, add_sample
from agent_api.incidents.watch.record import WatchContext, record_runs
from agent_api.kit.errors import ApiError
from call_router.errors import RouterError
from config.site.model import Site
from config.site.oversight.systems import System
from storage.errors import StorageError
from storage.timeouts import hard_timeout

POLL_INTERVAL_S: Final = 5.0
"""Pause between two checks for probes that are due."""
PROBE_TIMEOUT_S: Final = 4.0
"""Longest wait for one answer."""
RECORD_TIMEOUT_S: Final = 10.0
"""Longest time to record the samples; recording the same samples twice changes nothing."""
Probe = Callable[[System], Awaitable[None]]
"""Return if a system works. Raise SystemDown, or an error of its package, if it does not; CannotProbe if it cannot be
probed from this process."""
log = structlog.get_logger(__name__)


class SystemDown(Exception):
    """A probe found that a system does not work.

    Attributes:
        code: why, for programs.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CannotProbe(Exception):
    """A system cannot be probed from here, so its state is unknown."""


class Watcher:
    """Watches the systems of a site.

    Args:
        context: return the current dependencies of a recording.
        probes: probe functions by name.
        probe_timeout_s: seconds to wait for one answer.
    """

    def __init__(
        self,
        context: Callable[[], WatchContext],
        probes: Mapping[str, Probe],
        *,
        probe_timeout_s: float = PROBE_TIMEOUT_S,
    ) -> None:
        self._context = context
        self._probes = probes
        self._probe_timeout_s = probe_timeout_s
        self._asked_s: dict[str, float] = {}
        self._kept: tuple[SampleRun, ...] = ()

    @property
    def pending(self) -> tuple[SampleRun, ...]:
        """The samples that are not recorded yet."""
        return self._kept

    async def run(self) -> None:
        """Watch until cancelled. A poll runs during the pause, so that a slow system does not delay the others."""
        while True:
            pause = asyncio.create_task(asyncio.sleep(POLL_INTERVAL_S))
            try:
                await self.poll()
                await pause
            finally:
                pause.cancel()

    async def poll(self) -> int:
        """Probe the systems that are due and record the samples.

        Returns:
            The number of facts; also 0 while PostgreSQL is away.
        """
        desk = self._context()
        now_s = desk.clock()
        await self._probe_all(self._due(desk.site, now_s), now_s)
        try:
            count = await hard_timeout(RECORD_TIMEOUT_S, record_runs(desk, self._kept)) if self._kept else 0
        except (StorageError, TimeoutError) as error:
            log.warning("watch_waits", error=repr(error), kept=len(self._kept))
            return 0
        self._kept = ()
        return count

    def _due(self, site: Site, now_s: float) -> list[System]:
        """Return the watched systems whose interval has passed, or nearly."""
        early_s = POLL_INTERVAL_S / 2
        watched = (each for each in site.systems.values() if each.is_watched)
        return [
            each
            for each in watched
            if each.id not in self._asked_s or now_s - self._asked_s[each.id] >= each.every_s - early_s
        ]

    async def _probe_all(self, systems: Iterable[System], at_s: float) -> None:
        due = list(systems)
        answers = await asyncio.gather(*(self._probe(each) for each in due))
        for system, (knows, code) in zip(due, answers, strict=True):
            self._asked_s[system.id] = at_s
            if knows:
                break_s = system.silence_limit.total_seconds()
                self._kept = add_sample(self._kept, system.id, code, at_s, break_s)

    async def _probe(self, system: System) -> tuple[bool, str | None]:
        """Return whether the state is known, and the failure code or None."""
        try:
            await hard_timeout(self._probe_timeout_s, self._probes[system.probe](system))
        except CannotProbe:
            return False, None
        except (SystemDown, ApiError, RouterError, StorageError) as error:
            return True, error.code
        except TimeoutError:
            return True, "timeout"
        except Exception:  # our own fault in probing says nothing about the system
            log.exception("watch_cannot_ask", system=system.id)
            return False, None
        return True, None
