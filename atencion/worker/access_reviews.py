"""The worker's jobs for reviews of accounts: begin that of the period, remind, and settle what was approved."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context


def access_review_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs of reviews of accounts, by name."""
    from agent_api.access_reviews.begin import begin_due_review
    from agent_api.access_reviews.executions import settle_requested
    from agent_api.access_reviews.reminders import send_review_reminders
    from agent_api.kit.job_context import JobContext

    def job_context() -> JobContext:
        return JobContext(context.database.engine, context.cipher, context.sites.current)

    jobs: dict[str, Callable[[], Awaitable[int]]] = {
        "access_reviews": lambda: begin_due_review(job_context(), utc_now()),
        "access_review_reminders": lambda: send_review_reminders(job_context(), utc_now()),
        "access_review_requests": lambda: settle_requested(job_context(), utc_now()),
    }
    repeat = partial(run_periodically, retryable_errors=(StorageError,))
    return {name.replace("_", " "): partial(repeat, job, name=name) for name, job in jobs.items()}
