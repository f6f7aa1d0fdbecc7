"""The worker's job for the roster: the queues of advisors on duty, as the roster has them."""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction, utc_now
from call_router.errors import RouterError
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

INTERVAL_S: Final = 15.0
"""Pause between two comparisons; a change on the screens does not wait for it."""


def roster_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the job that sets changed queues in the router, by name."""
    from agent_api.app.wiring import HANDLERS
    from agent_api.roster.router_queues import apply_changed_queues

    async def apply() -> int:
        site, restrict = context.sites.current, HANDLERS.queue_restrictions
        return await apply_changed_queues(context.database.engine, context.router, site, restrict, utc_now())

    job = partial(
        run_periodically, apply, interval_s=INTERVAL_S, retryable_errors=(StorageError, RouterError), name="roster"
    )
    return {"roster": job}
