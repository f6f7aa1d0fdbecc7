"""How many calls wait in each queue, for branches of a menu that ask for it.

Owns a value that is at most a second old, so that many calls cost one request. It must not decide anything.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Final

import structlog

from call_router.errors import RouterError
from call_router.service import CallRouter
from config.site.model import Site
from ivr.menu_steps import needs_load

log = structlog.get_logger(__name__)
_LIFETIME_S: Final = 1.0
_READ_TIMEOUT_S: Final = 0.25


class QueueLoads:
    """The waiting calls of one campaign."""

    def __init__(self, router: CallRouter) -> None:
        self._router = router
        self._waiting: Mapping[str, int] = {}
        self._next_read_at = 0.0
        self._needed_by_version: dict[str, bool] = {}

    async def count_waiting(self, site: Site) -> Mapping[str, int]:
        """Return the calls in each queue; empty if no branch of the site asks, or the router does not answer."""
        if site.version not in self._needed_by_version:
            self._needed_by_version[site.version] = needs_load(site)
        if self._needed_by_version[site.version] and time.monotonic() >= self._next_read_at:
            self._next_read_at = time.monotonic() + _LIFETIME_S
            await self._read()
        return self._waiting

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(_READ_TIMEOUT_S):
                queues = (await self._router.snapshot()).queues
            self._waiting = {each.queue: each.waiting for each in queues}
        except (RouterError, TimeoutError) as error:
            log.warning("queue_loads_away", error=type(error).__name__)
            self._waiting = {}
