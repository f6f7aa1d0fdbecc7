"""Looks again and again whether a month is to be sealed.

Owns the rhythm alone; any number may work.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from agent_api.sealed_periods.service import Desk, seal_next
from agent_api.sealed_periods.store import Row
from storage.errors import StorageError

PAUSE_S: Final = 10.0
NOT_YET_S: Final = 300.0
"""How long a month is left alone that cannot be sealed yet: whether it can may take reading it whole."""
log = structlog.get_logger(__name__)


class PeriodSealer:
    """Seals what was asked for.

    Args:
        desk: gives what it is sealed with, as it is now.
        now: the wall clock, aware.
    """

    def __init__(self, desk: Callable[[], Desk], *, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._now = now

    async def tend(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            pause = PAUSE_S
            try:
                row = await self.look()
                pause = NOT_YET_S if row is not None and row.state == "asked" else PAUSE_S
            except StorageError as error:
                log.warning("sealing_waits", error=repr(error))
            await asyncio.sleep(pause)

    async def look(self) -> Row | None:
        """Seal one month, if one waits.

        Returns:
            What became of it; None where none waited.

        Raises:
            StorageError: PostgreSQL is away.
        """
        row = await seal_next(self._desk(), self._now())
        if row is not None and row.state == "sealed":
            log.info("period_sealed", campaign=row.campaign, month=row.month, size=row.size)
        return row
