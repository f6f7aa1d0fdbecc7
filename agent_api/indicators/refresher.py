"""Count new facts in the background, so that a request for figures finds few of them to count.

Owns only the rhythm. Any number of processes may run it; `store` counts each fact once.
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
    """Counts new facts of the journal; ``definitions`` returns those of the site in force."""

    def __init__(
        self, engine: AsyncEngine, campaign: str, definitions: Callable[[], Sequence[IndicatorDefinition]]
    ) -> None:
        self._engine = engine
        self._campaign = campaign
        self._definitions = definitions

    async def run(self) -> None:
        """Count periodically until cancelled; a long journal in small steps, to leave processor time for other work."""
        await run_periodically(
            lambda: count_new_facts(self._engine, self._campaign, self._definitions()),
            interval_s=lambda is_complete: _CATCH_UP_INTERVAL_S if is_complete is False else POLL_INTERVAL_S,
            retryable_errors=(StorageError,),
            failure_event="indicators_wait",
        )
