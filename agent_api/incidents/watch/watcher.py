"""The watcher: asks each system again and again whether it works, and tells what it saw as soon as it can.

Owns the rhythm, and the samples until they are told. Any number may watch; what an outage is, and that it is told once,
is `watch`'s and `telling`'s. While PostgreSQL is away nothing is told, and everything kept; what a watcher kept that
dies meanwhile is time of which nobody knows.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final

import structlog

from agent_api.incidents.domain.samples import SampleRun, add_sample
from agent_api.incidents.watch.record import WatchContext, record_runs
from agent_api.kit.errors import ApiError
from agent_api.kit.timeouts import hard_timeout
from call_router.errors import RouterError
from config.site.model import Site
from config.site.oversight.systems import System
from storage.errors import StorageError

POLL_INTERVAL_S: Final = 5.0
"""Between two looks at what is due."""
PROBE_TIMEOUT_S: Final = 4.0
"""For one answer."""
RECORD_TIMEOUT_S: Final = 10.0
"""For telling what was seen; told again it changes nothing."""
Probe = Callable[[System], Awaitable[None]]
"""Returns when a system works. Raises NotWorking, or an error of its room, when it does not; CannotTell when it cannot
be asked from here."""
log = structlog.get_logger(__name__)


class SystemDown(Exception):
    """A system was asked and does not work.

    Attributes:
        code: why, for programs.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CannotProbe(Exception):
    """A system cannot be asked from here, so nothing is known of it."""


class Watcher:
    """Watches the systems of a site.

    Args:
        context: gives what is told with, as it is now.
        probes: how each kind of system is asked, by the name of its probe.
        patience_s: for one answer, seconds.
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
        """What was seen and is not told yet."""
        return self._kept

    async def run(self) -> None:
        """Watch until cancelled; what a look takes is of the pause, so who hangs does not slow down the others."""
        while True:
            pause = asyncio.create_task(asyncio.sleep(POLL_INTERVAL_S))
            try:
                await self.poll()
                await pause
            finally:
                pause.cancel()

    async def poll(self) -> int:
        """Ask what is due, and tell what is kept.

        Returns:
            How many facts were told; 0 also where PostgreSQL is away.
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
        """The watched systems that were not asked for as long as the site says, or almost."""
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
        """Whether something is known, and what is wrong, or None."""
        try:
            await hard_timeout(self._probe_timeout_s, self._probes[system.probe](system))
        except CannotProbe:
            return False, None
        except (SystemDown, ApiError, RouterError, StorageError) as error:
            return True, error.code
        except TimeoutError:
            return True, "timeout"
        except Exception:  # a fault of ours in asking says nothing of the system
            log.exception("watch_cannot_ask", system=system.id)
            return False, None
        return True, None
