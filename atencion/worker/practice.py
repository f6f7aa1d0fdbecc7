"""The worker's jobs for practices: those that end by themselves, and the retention of what practices left."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from atencion.runtime.tasks import TaskFunction, utc_now
from call_router.errors import RouterError
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from agent_api.practice.campaign import PracticeCampaign
    from atencion.runtime.context import Context

END_INTERVAL_S: Final = 5.0
"""Pause between two looks at open practices; without one, a look is one query."""
PURGE_INTERVAL_S: Final = 3600.0
"""Pause between two rounds of the retention, which is counted in days."""


def practice_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs of practices, by name; none if the site has no practice."""
    from agent_api.practice.campaign import find_practice_campaign
    from agent_api.practice.purge import purge_practices
    from agent_api.practice.upkeep import end_due_practices
    from agent_api.recordings.retention import CombinedHolds, Retention
    from agent_api.tickets.attachments.orphans import OrphanSweeper

    engine, vault = context.database.engine, context.vault

    def find() -> "PracticeCampaign | None":
        return find_practice_campaign(engine, context.redis, context.cipher, context.sites.current)

    practice = find()

    async def for_campaign(job: Callable[["PracticeCampaign", datetime], Awaitable[int]]) -> int:
        nonlocal practice
        if practice is None or practice.home is not context.sites.current:
            practice = find()
        return await job(practice, utc_now()) if practice else 0

    if practice is None:
        return {}
    rules, holds = practice.site.recordings, CombinedHolds()
    recordings = Retention(engine, vault, practice.site.campaign, rules=lambda: rules, holds=holds, now=utc_now)
    repeat = partial(run_periodically, retryable_errors=(StorageError, RouterError))
    return {
        "practice retention": recordings.run,
        "practice ends": partial(
            repeat, partial(for_campaign, end_due_practices), interval_s=END_INTERVAL_S, name="practice_ends"
        ),
        "practice purge": partial(
            repeat, partial(for_campaign, purge_practices), interval_s=PURGE_INTERVAL_S, name="practice_purge"
        ),
        "practice sweep": OrphanSweeper(engine, context.attachments, practice.site.campaign, now=utc_now).run,
    }
