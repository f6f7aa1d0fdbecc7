"""The worker's jobs for quality: samples, calibrations, reminders of findings and coaching, reports of findings."""

from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

REPORT_INTERVAL_S: Final = 5.0
"""Pause between two looks for reports of findings, which people wait for."""


def quality_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs of samples, calibrations, reminders and reports of findings, by name."""
    from agent_api.kit.job_context import JobContext
    from agent_api.quality.calibrations.upkeep import keep_calibrations
    from agent_api.quality.coaching.reminders import send_coaching_reminders
    from agent_api.quality.findings.reminders import send_finding_reminders
    from agent_api.quality.samples.draw_service import draw_samples
    from agent_api.quality.samples.plan_service import plan_samples
    from agent_api.reports.findings.produce import produce_finding_reports
    from agent_api.reports.renderers.files import RenderFailed

    repeat = partial(run_periodically, retryable_errors=(StorageError,))

    def job_context() -> JobContext:
        return JobContext(context.database.engine, context.cipher, context.sites.current)

    async def plans() -> int:
        return await plan_samples(job_context(), context.sites.by_version, utc_now())

    async def draws() -> int:
        return await draw_samples(job_context(), utc_now())

    async def calibrations() -> int:
        return await keep_calibrations(job_context(), context.sites.by_version, utc_now())

    async def reminders() -> int:
        return await send_finding_reminders(job_context(), utc_now())

    async def coaching() -> int:
        return await send_coaching_reminders(job_context(), utc_now())

    async def reports() -> int:
        return await produce_finding_reports(job_context(), context.sites.by_version, utc_now())

    return {
        "sample plans": partial(repeat, plans, name="sample_plans"),
        "sample draws": partial(repeat, draws, name="sample_draws"),
        "calibrations": partial(repeat, calibrations, name="calibrations"),
        "finding reminders": partial(repeat, reminders, name="finding_reminders"),
        "coaching reminders": partial(repeat, coaching, name="coaching_reminders"),
        "finding reports": partial(
            run_periodically,
            reports,
            interval_s=REPORT_INTERVAL_S,
            retryable_errors=(StorageError, RenderFailed),
            name="finding_reports",
        ),
    }
