"""The worker's jobs for the quality of the service: plan and draw the weekly samples, and follow calibrations."""

from functools import partial
from typing import TYPE_CHECKING

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context


def quality_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs that plan and draw samples and follow calibrations, by name."""
    from agent_api.kit.job_context import JobContext
    from agent_api.quality.calibrations.upkeep import keep_calibrations
    from agent_api.quality.samples.draw_service import draw_samples
    from agent_api.quality.samples.plan_service import plan_samples

    repeat = partial(run_periodically, retryable_errors=(StorageError,))

    def job_context() -> JobContext:
        return JobContext(context.database.engine, context.cipher, context.sites.current)

    async def plans() -> int:
        return await plan_samples(job_context(), context.sites.by_version, utc_now())

    async def draws() -> int:
        return await draw_samples(job_context(), utc_now())

    async def calibrations() -> int:
        return await keep_calibrations(job_context(), context.sites.by_version, utc_now())

    return {
        "sample plans": partial(repeat, plans, name="sample_plans"),
        "sample draws": partial(repeat, draws, name="sample_draws"),
        "calibrations": partial(repeat, calibrations, name="calibrations"),
    }
