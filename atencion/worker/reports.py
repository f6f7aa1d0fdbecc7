"""The report job of a worker: it computes and sends due reports.

Owns how the site becomes this job, and the errors that it retries.
"""

from functools import partial
from typing import TYPE_CHECKING

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context


def report_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the job that computes due reports, by name; if the site sends no mail, they are only stored."""
    from agent_api.indicators.update_counts import CountsBehind
    from agent_api.reports.context import ReportContext
    from agent_api.reports.renderers.files import RenderFailed
    from agent_api.reports.service import produce_due_reports
    from agent_api.reports.store import StoredReport

    async def produce_due() -> list[StoredReport]:
        return await produce_due_reports(
            ReportContext(context.database.engine, context.cipher, context.sites.current), utc_now()
        )

    retryable_errors = (StorageError, CountsBehind, RenderFailed)
    return {"reports": partial(run_periodically, produce_due, name="reports", retryable_errors=retryable_errors)}
