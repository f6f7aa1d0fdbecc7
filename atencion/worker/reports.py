"""The report jobs of a worker: they compute and send due reports, and the own reports of users.

Owns how the site becomes these jobs, and the errors that it retries.
"""

from functools import partial
from typing import TYPE_CHECKING

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context


def report_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs that compute due reports, by name; if the site sends no mail, they are only stored."""
    from agent_api.indicators.update_counts import CountsBehind
    from agent_api.kit.job_context import JobContext
    from agent_api.reports.context import ReportContext
    from agent_api.reports.own_reports.produce import produce_due_own_reports
    from agent_api.reports.renderers.files import RenderFailed
    from agent_api.reports.service import produce_due_reports
    from agent_api.reports.store import StoredReport

    async def produce_due() -> list[StoredReport]:
        return await produce_due_reports(
            ReportContext(context.database.engine, context.cipher, context.sites.current), utc_now()
        )

    async def produce_due_own() -> int:
        return await produce_due_own_reports(
            JobContext(context.database.engine, context.cipher, context.sites.current), utc_now()
        )

    retryable_errors = (StorageError, CountsBehind, RenderFailed)
    jobs = {"reports": produce_due, "own reports": produce_due_own}
    return {
        name: partial(run_periodically, job, name=name, retryable_errors=retryable_errors) for name, job in jobs.items()
    }
