"""The search index job of a worker: it writes the prints of petitions and numbers stored by a release without prints.

Owns its rhythm. New rows get their prints when they are written, so that a round usually finds nothing. Indexes hold
the rows that miss them, so that such a round costs two short queries, however much is stored.
"""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

_INTERVAL_S: Final = 600.0


def search_index_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the job by name."""
    from agent_api.tickets.search.nit_prints import print_missing_nits
    from agent_api.tickets.search.word_index import index_missing
    from eventlog.person_data import print_missing

    async def complete() -> int:
        engine, campaign = context.database.engine, context.campaign
        petitions = await index_missing(engine, context.cipher, campaign)
        petitions += await print_missing_nits(engine, context.cipher, campaign)
        return petitions + await print_missing(engine, context.cipher, campaign)

    job = partial(run_periodically, complete, interval_s=_INTERVAL_S, retryable_errors=(StorageError,))
    return {"search index": partial(job, failure_event="search_index_waits")}
