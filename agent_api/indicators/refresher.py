"""Counts on by itself, so that whoever asks for figures has little to wait for.

Owns the rhythm alone. Any number may work; what is counted, and that it is counted once, is `keeping`'s.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.store import count_on
from config.site.oversight.indicators import Definition
from storage.errors import StorageError

PAUSE_S: Final = 10.0
_BEHIND_S: Final = 0.05
log = structlog.get_logger(__name__)


class Counter:
    """Counts what was journaled meanwhile.

    Args:
        engine: of the database.
        campaign: whose journal.
        definitions: gives those of the site in force.
    """

    def __init__(self, engine: AsyncEngine, campaign: str, definitions: Callable[[], Sequence[Definition]]) -> None:
        self._engine = engine
        self._campaign = campaign
        self._definitions = definitions

    async def tend(self) -> None:
        """Count again and again, until cancelled; a long journal in small steps, for others want the processor too."""
        while True:
            counted = True
            try:
                counted = await count_on(self._engine, self._campaign, self._definitions())
            except StorageError as error:
                log.warning("indicators_wait", error=repr(error))
            await asyncio.sleep(PAUSE_S if counted else _BEHIND_S)
