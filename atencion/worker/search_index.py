"""The search index job of a worker: it writes the prints of petitions and numbers stored before there were prints.

Owns its rhythm. New rows get their prints when they are written, so that a round usually finds nothing; to know it, it
reads all of them, and the next round is a day later.
"""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

_HOUR_S: Final = 3600.0
_DAY_S: Final = 24 * _HOUR_S


def search_index_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the job by name."""
    from agent_api.tickets.search.word_index import index_missing
    from eventlog.person_data import print_missing

    async def complete() -> int:
        engine, campaign = context.database.engine, context.campaign
        petitions = await index_missing(engine, context.cipher, campaign)
        return petitions + await print_missing(engine, context.cipher, campaign)

    job = partial(run_periodically, complete, interval_s=pause_after, retryable_errors=(StorageError,))
    return {"search index": partial(job, failure_event="search_index_waits")}


def pause_after(written: int | None) -> float:
    """Return the pause after a round in seconds; ``written`` counts the rows with new prints, None if it failed."""
    return _DAY_S if written == 0 else _HOUR_S
