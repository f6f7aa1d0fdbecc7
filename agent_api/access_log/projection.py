"""Keep the access log up to the journal: rows of new facts, a batch in a transaction.

Owns the rhythm. The worker runs it; a request for the log appends the newest rows first, so that the list shows
the facts that were journaled a moment ago. Any number of processes may run it.
"""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access_log import store
from storage.errors import StorageError
from storage.periodic import run_periodically
from storage.postgres.engine import unit_of_work

BATCH_SIZE: Final = 20_000
"""Facts of the journal in a transaction; few of them get a row."""
POLL_INTERVAL_S: Final = 10.0
_CATCH_UP_INTERVAL_S: Final = 0.05


async def append_new_rows(engine: AsyncEngine, campaign: str, *, batch: int = BATCH_SIZE, max_batches: int = 1) -> bool:
    """Append the rows of new facts; return whether the log reaches the journal's end.

    Raises:
        StorageError: PostgreSQL is away.
    """
    for _ in range(max_batches):
        async with unit_of_work(engine) as connection:
            if await store.append_batch(connection, campaign, batch):
                return True
    return False


async def keep_access_log(engine: AsyncEngine, campaign: str) -> None:
    """Append periodically until cancelled; a long journal in small steps."""
    await run_periodically(
        lambda: append_new_rows(engine, campaign),
        interval_s=lambda is_complete: _CATCH_UP_INTERVAL_S if is_complete is False else POLL_INTERVAL_S,
        retryable_errors=(StorageError,),
        failure_event="access_log_waits",
    )
