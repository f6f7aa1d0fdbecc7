"""The worker's job for the staff: it carries out planned exits and registers the site's advisors."""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.phones.browser import browser_phones_of
from atencion.runtime.tasks import TaskFunction, utc_now
from call_router.errors import RouterError
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

STAFF_INTERVAL_S: Final = 20.0
"""Pause between two rounds: a planned exit takes effect within the minute."""


def staff_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the job of the staff register, by name."""
    from agent_api.kit.job_context import JobContext
    from agent_api.staff.upkeep import keep_staff

    async def keep() -> int:
        job = JobContext(context.database.engine, context.cipher, context.sites.current)
        browser_phone = browser_phones_of(context.settings, context.redis, context.campaign)
        return await keep_staff(job, context.router, browser_phone, utc_now())

    return {
        "staff": partial(
            run_periodically,
            keep,
            interval_s=STAFF_INTERVAL_S,
            retryable_errors=(StorageError, RouterError),
            name="staff",
        )
    }
