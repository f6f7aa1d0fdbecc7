"""The worker's jobs for the contract's auditor: daily chain heads, hourly anchors, and sealed periods.

Owns how the settings and the site become these jobs.
"""

from functools import partial
from typing import TYPE_CHECKING

from atencion.runtime.tasks import TaskFunction, utc_now
from config.errors import SettingsInvalid
from config.settings import Settings
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from agent_api.anchors.hourly_service import Destination
    from atencion.runtime.context import Context


def oversight_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs that mail each day's head, anchor the chain and seal months, by name."""
    from agent_api.anchors.daily_service import send_daily_anchors
    from agent_api.anchors.hourly_service import create_anchor, deliver_anchors
    from agent_api.kit.job_context import JobContext
    from agent_api.sealed_periods.service import SealContext as Seals
    from agent_api.sealed_periods.service import next_interval_s, seal_next
    from agent_api.sealed_periods.store import SealedPeriodRow
    from storage.encryption.seal_key import load_seal_key

    repeat = partial(run_periodically, retryable_errors=(StorageError,))

    async def heads() -> int:
        return await send_daily_anchors(
            JobContext(context.database.engine, context.cipher, context.sites.current), utc_now()
        )

    async def seals() -> SealedPeriodRow | None:
        desk = Seals(context.database.engine, context.sites.current, lambda: load_seal_key(context.settings))
        return await seal_next(desk, utc_now())

    async def anchors() -> bool:
        return await create_anchor(
            JobContext(context.database.engine, context.cipher, context.sites.current),
            lambda: load_seal_key(context.settings),
            utc_now(),
        )

    async def deliveries() -> int:
        desk = JobContext(context.database.engine, context.cipher, context.sites.current)
        return await deliver_anchors(desk, anchor_destinations(context.settings), utc_now())

    return {
        "day heads": partial(repeat, heads, name="day_heads"),
        "anchors": partial(repeat, anchors, name="anchors", retryable_errors=(StorageError, SettingsInvalid)),
        "anchor deliveries": partial(repeat, deliveries, name="anchor_deliveries"),
        "sealing": partial(repeat, seals, name="sealing", interval_s=next_interval_s),
    }


def anchor_destinations(settings: Settings) -> "dict[str, Destination]":
    """Return where anchors go in addition to the mail, by name."""
    from agent_api.anchors.destinations import file_destination, url_destination

    places: dict[str, Destination] = {}
    if settings.anchor_file is not None:
        places["file"] = file_destination(settings.anchor_file)
    if settings.anchor_url is not None:
        places["url"] = url_destination(settings.anchor_url)
    return places
