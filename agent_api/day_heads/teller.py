"""Looks again and again whether a day's head is to be told.

Owns the rhythm alone; any number may work.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from agent_api.day_heads.service import Desk, tell_heads
from storage.errors import SealBroken, StorageError

PAUSE_S: Final = 60.0
log = structlog.get_logger(__name__)


class Teller:
    """Tells what is due.

    Args:
        desk: gives what it is told with, as it is now.
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
                log.warning("day_heads_wait", error=repr(error))
            await asyncio.sleep(PAUSE_S)

    async def look(self) -> int:
        """Tell what is due now.

        Returns:
            How many days were told.

        Raises:
            StorageError: PostgreSQL is away.
        """
        desk = self._desk()
        told = await tell_heads(desk, self._now())
        if told:
            log.info("day_heads_told", campaign=desk.site.campaign, number=told)
        return told
