"""The worker's jobs for quality, training and the knowledge base: samples, calibrations, reminders, reports."""

from collections.abc import Awaitable, Callable
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
    """Return the jobs by name."""
    from agent_api.kit.job_context import JobContext
    from agent_api.knowledge.reminders import send_knowledge_notices
    from agent_api.quality.calibrations.upkeep import keep_calibrations
    from agent_api.quality.coaching.reminders import send_coaching_reminders
    from agent_api.quality.findings.reminders import send_finding_reminders
    from agent_api.quality.samples.draw_service import draw_samples
    from agent_api.quality.samples.plan_service import plan_samples
    from agent_api.reports.findings.produce import produce_finding_reports
    from agent_api.reports.renderers.files import RenderFailed
    from agent_api.training.reminders import send_training_reminders

    def job_context() -> JobContext:
        return JobContext(context.database.engine, context.cipher, context.sites.current)

    load = context.sites.by_version
    jobs: dict[str, Callable[[], Awaitable[int]]] = {
        "sample_plans": lambda: plan_samples(job_context(), load, utc_now()),
        "sample_draws": lambda: draw_samples(job_context(), utc_now()),
        "calibrations": lambda: keep_calibrations(job_context(), load, utc_now()),
        "finding_reminders": lambda: send_finding_reminders(job_context(), utc_now()),
        "coaching_reminders": lambda: send_coaching_reminders(job_context(), utc_now()),
        "training_reminders": lambda: send_training_reminders(job_context(), utc_now()),
        "knowledge_notices": lambda: send_knowledge_notices(job_context(), utc_now()),
    }
    repeat = partial(run_periodically, retryable_errors=(StorageError,))
    reports = partial(
        run_periodically,
        lambda: produce_finding_reports(job_context(), load, utc_now()),
        interval_s=REPORT_INTERVAL_S,
        retryable_errors=(StorageError, RenderFailed),
        name="finding_reports",
    )
    by_name: dict[str, TaskFunction] = {
        name.replace("_", " "): partial(repeat, job, name=name) for name, job in jobs.items()
    }
    return by_name | {"finding reports": reports}
