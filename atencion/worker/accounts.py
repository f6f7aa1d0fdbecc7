"""The worker's jobs for accounts: the rows of the access log, and the rule of unused accounts."""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

DORMANCY_INTERVAL_S: Final = 600.0
"""Pause between two looks for unused accounts, which are counted in days."""


def account_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs of accounts, by name."""
    from agent_api.access_log.dormant_accounts import keep_dormancy_rule
    from agent_api.access_log.projection import keep_access_log
    from agent_api.kit.job_context import JobContext

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
    }
