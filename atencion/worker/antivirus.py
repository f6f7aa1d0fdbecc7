"""The antivirus job of a worker: it has pending files scanned, if there is an antivirus.

Owns how the settings become this job.
"""

from functools import partial
from typing import TYPE_CHECKING

from atencion.runtime.tasks import TaskFunction, utc_now
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context


def antivirus_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the job that has files scanned, by name; none without an antivirus."""
    antivirus = context.antivirus
    if antivirus is None:
        return {}
    from agent_api.kit.job_context import JobContext
    from agent_api.tickets.attachments.antivirus.clamd import ScannerUnavailable
    from agent_api.tickets.attachments.antivirus.scanning import scan_pending

    async def examine() -> int:
        desk = JobContext(context.database.engine, context.cipher, context.sites.current)
        return await scan_pending(desk, context.attachments, antivirus, utc_now)

    retryable_errors = (StorageError, ScannerUnavailable)
    return {"antivirus": partial(run_periodically, examine, name="antivirus", retryable_errors=retryable_errors)}
