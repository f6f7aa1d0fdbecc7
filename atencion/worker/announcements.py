"""The worker's job for announcements: deliver those that begin, and to people who join their audience."""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

INTERVAL_S: Final = 20.0


def announcement_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the job of announcements, by name."""
    from agent_api.announcements.service import deliver_announcements
    from agent_api.kit.job_context import JobContext

    async def deliver() -> int:
        job = JobContext(context.database.engine, context.cipher, context.sites.current)
        return await deliver_announcements(job, utc_now())

    job = partial(
        run_periodically, deliver, interval_s=INTERVAL_S, retryable_errors=(StorageError,), name="announcements"
    )
    return {"announcements": job}
