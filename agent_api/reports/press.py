"""The press: looks again and again whether a report is due.

Owns the rhythm alone. Any number may work; what is made, and that it is sent once, is the service's.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from agent_api.reports.desk import Desk
from agent_api.reports.figures import NotCounted
from agent_api.reports.service import make_due
from storage.errors import SealBroken, StorageError

PAUSE_S: Final = 60.0
log = structlog.get_logger(__name__)


class Press:
    """Makes what is due.

    Args:
        desk: gives what it is made with, as it is now.
        now: the wall clock, aware.
    """

    def __init__(self, desk: Callable[[], Desk], *, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._now = now

    async def tend(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except (StorageError, SealBroken, NotCounted) as error:
                log.warning("reports_wait", error=repr(error))
            await asyncio.sleep(PAUSE_S)

    async def look(self) -> int:
        """Make what is due now.

        Returns:
            How many reports were made.

        Raises:
            NotCounted: the journal is ahead of what is counted.
            StorageError: PostgreSQL is away.
        """
        desk = self._desk()
        made = await make_due(desk, self._now())
        for each in made:
            log.info("report_made", campaign=desk.site.campaign, kind=each.kind, first_day=each.first_day.isoformat())
        return len(made)
