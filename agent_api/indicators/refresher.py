"""Counts on by itself, so that whoever asks for figures has little to wait for.

Owns the rhythm alone. Any number may work; what is counted, and that it is counted once, is `keeping`'s.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.store import count_new_facts
from config.site.oversight.indicators import IndicatorDefinition
from storage.errors import StorageError

POLL_INTERVAL_S: Final = 10.0
_CATCH_UP_INTERVAL_S: Final = 0.05
log = structlog.get_logger(__name__)


class Refresher:
    """Counts what was journaled meanwhile.

    Args:
        engine: of the database.
        campaign: whose journal.
        definitions: gives those of the site in force.
    """

    def __init__(
        self, engine: AsyncEngine, campaign: str, definitions: Callable[[], Sequence[IndicatorDefinition]]
    ) -> None:
        self._engine = engine
        self._campaign = campaign
        self._definitions = definitions

    async def run(self) -> None:
        """Count again and again, until cancelled; a long journal in small steps, for others want the processor too."""
        while True:
            counted = True
            try:
                counted = await count_new_facts(self._engine, self._campaign, self._definitions())
            except StorageError as error:
                log.warning("indicators_wait", error=repr(error))
            await asyncio.sleep(POLL_INTERVAL_S if counted else _CATCH_UP_INTERVAL_S)
