"""The worker's jobs for accounts: the access log, the files of its reviews, and the rule of unused accounts."""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

DORMANCY_INTERVAL_S: Final = 600.0
"""Pause between two looks for unused accounts, which are counted in days."""
FILES_INTERVAL_S: Final = 5.0
"""Pause between two looks for signed reviews without files, which people wait for."""


def account_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs of accounts, by name."""
    from agent_api.access_log.dormant_accounts import keep_dormancy_rule
    from agent_api.access_log.projection import keep_access_log
    from agent_api.kit.job_context import JobContext
    from agent_api.reports.log_reviews.produce import produce_review_files
    from agent_api.reports.renderers.files import RenderFailed

    def job_context() -> JobContext:
        return JobContext(context.database.engine, context.cipher, context.sites.current)

    return {
        "access log": partial(keep_access_log, context.database.engine, context.campaign),
        "dormant accounts": partial(
            run_periodically,
            lambda: keep_dormancy_rule(job_context(), utc_now()),
            interval_s=DORMANCY_INTERVAL_S,
            retryable_errors=(StorageError,),
            name="dormant_accounts",
        ),
        "log review files": partial(
            run_periodically,
            lambda: produce_review_files(job_context()),
            interval_s=FILES_INTERVAL_S,
            retryable_errors=(StorageError, RenderFailed),
            name="log_review_files",
        ),
    }
