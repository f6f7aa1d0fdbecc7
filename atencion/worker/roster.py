"""The worker's jobs for the roster: the queues of advisors, as the roster and its changes of now have them."""

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
OVERRIDE_INTERVAL_S: Final = 3.0
"""Pause between two looks at the changes of now: one ends, or is repaired in the router, within five seconds."""


def roster_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs that set queues in the router, by name."""
    from agent_api.app.wiring import HANDLERS
    from agent_api.kit.job_context import JobContext
    from agent_api.roster.overrides.service import keep_overrides
    from agent_api.roster.router_queues import apply_changed_queues

    async def apply() -> int:
        site, restrict = context.sites.current, HANDLERS.queue_restrictions
        return await apply_changed_queues(context.database.engine, context.router, site, restrict, utc_now())

    async def keep() -> int:
        job = JobContext(context.database.engine, context.cipher, context.sites.current)
        return await keep_overrides(job, context.router, HANDLERS.queue_restrictions, utc_now())

    run = partial(run_periodically, retryable_errors=(StorageError, RouterError))
    return {
        "roster": partial(run, apply, interval_s=INTERVAL_S, name="roster"),
        "queue overrides": partial(run, keep, interval_s=OVERRIDE_INTERVAL_S, name="queue_overrides"),
    }
