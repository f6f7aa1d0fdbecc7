"""The worker's jobs for large clients: reminders of novelties, and the numbers with priority in the queue."""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

PUBLISH_INTERVAL_S: Final = 10.0


def large_client_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs of large clients, by name."""
    from agent_api.kit.job_context import JobContext
    from agent_api.large_clients.novelties.reminders import send_novelty_reminders
    from agent_api.large_clients.register.priority import publish_priority_numbers

    def job_context() -> JobContext:
        return JobContext(context.database.engine, context.cipher, context.sites.current)

    repeat = partial(run_periodically, retryable_errors=(StorageError,))
    return {
        "novelty reminders": partial(
            repeat, lambda: send_novelty_reminders(job_context(), utc_now()), name="novelty_reminders"
        ),
        "priority numbers": partial(
            repeat,
            lambda: publish_priority_numbers(job_context(), context.redis),
            interval_s=PUBLISH_INTERVAL_S,
            name="priority_numbers",
        ),
    }
