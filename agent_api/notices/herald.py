"""The herald: looks again and again whether somebody of the entity is to be told of something.

Owns the rhythm alone. Any number may work; what is told, and that it is told once, is the service's.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from agent_api.notices.service import Desk, send_reports, tell_alarms
from storage.errors import SealBroken, StorageError

PAUSE_S: Final = 60.0
log = structlog.get_logger(__name__)


class Herald:
    """Tells what is due.

    Args:
        desk: gives what it is written with, as it is now.
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
            except (StorageError, SealBroken) as error:
                log.warning("notices_wait", error=repr(error))
            await asyncio.sleep(PAUSE_S)

    async def look(self) -> int:
        """Tell what is due now.

        Returns:
            How many notices were told.

        Raises:
            StorageError: PostgreSQL is away.
        """
        desk, now = self._desk(), self._now()
        told = await tell_alarms(desk, now) + await send_reports(desk, now)
        if told:
            log.info("notices_told", campaign=desk.site.campaign, number=told)
        return told
