"""Counts on by itself, so that whoever asks for figures has little to wait for.

Owns the rhythm alone. Any number may work; what is counted, and that it is counted once, is `keeping`'s.
"""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.store import count_new_facts
from config.site.oversight.indicators import IndicatorDefinition
from storage.errors import StorageError
from storage.periodic import run_periodically

POLL_INTERVAL_S: Final = 10.0
_CATCH_UP_INTERVAL_S: Final = 0.05


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
        await run_periodically(
            lambda: count_new_facts(self._engine, self._campaign, self._definitions()),
            interval_s=lambda is_complete: _CATCH_UP_INTERVAL_S if is_complete is False else POLL_INTERVAL_S,
            retryable_errors=(StorageError,),
            failure_event="indicators_wait",
        )
