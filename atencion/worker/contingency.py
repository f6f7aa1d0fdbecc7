"""The worker's job for contingency messages: end those whose time is over, and publish the others."""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

INTERVAL_S: Final = 4.0
"""With the gateways' own three seconds, callers hear a message within ten even if the API could not publish it."""


def contingency_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the job of contingency messages, by name."""
    from agent_api.contingency.publication import keep_messages
    from agent_api.kit.job_context import JobContext

    def job_context() -> JobContext:
        return JobContext(context.database.engine, context.cipher, context.sites.current)

    job = partial(
        run_periodically,
        lambda: keep_messages(job_context(), context.redis, utc_now()),
        interval_s=INTERVAL_S,
        retryable_errors=(StorageError,),
        name="contingency_messages",
    )
    return {"contingency messages": job}
