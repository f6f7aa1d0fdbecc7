"""The worker's upkeep of sessions: notify that all have signed, and tie a wanted change to the form that has it.

Each is one transaction and happens once, so several workers may run this.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import structlog

from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.calibrations import store
from agent_api.quality.calibrations.domain.form_change import changed_form
from agent_api.quality.calibrations.progress import load_progress
from agent_api.quality.calibrations.store import CalibrationRow
from config.site.model import Site
from eventlog.facts import CalibrationChangeTied
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system:quality"
log = structlog.get_logger(__name__)


async def keep_calibrations(context: JobContext, load_site: Callable[[str], Awaitable[Site]], now: datetime) -> int:
    """Notify the planners of complete sessions, and tie the changes that the site has.

    Returns:
        The number of changes tied.

    Raises:
        StorageError: PostgreSQL is unavailable; earlier changes stay.
    """
    async with read_connection(context.engine) as connection:
        evaluating = await store.list_evaluating(connection, context.site.campaign)
        pending = await store.list_pending_changes(connection, context.site.campaign)
    for row in evaluating:
        await _notify_ready(context, row, now)
    return sum([await _tie(context, load_site, row, criterion, now) for row, criterion in pending])


async def _notify_ready(context: JobContext, found: CalibrationRow, now: datetime) -> None:
    """Notify the planner once that all have signed."""
    campaign = context.site.campaign
    async with unit_of_work(context.engine) as connection:
        row = await store.find(connection, campaign, found.id, lock=True)
        if row is None or row.state != "evaluating" or row.ready_at is not None:
            return
        if (await load_progress(connection, campaign, row)).pending:
            return
        await store.update_columns(connection, campaign, row.id, ready_at=now)
        cause = NotificationCause(kind="calibration_ready", number=row.id, event="ready")
        await notify(connection, campaign, cause, [row.planned_by], now)


async def _tie(
    context: JobContext,
    load_site: Callable[[str], Awaitable[Site]],
    row: CalibrationRow,
    criterion: str,
    now: datetime,
) -> bool:
    """Tie a change if the site in force has it."""
    planned, quality = (await load_site(row.site_version)).quality, context.site.quality
    if planned is None or quality is None:
        return False
    form = changed_form(quality.forms, planned.forms[row.form], criterion)
    if form is None:
        return False
    campaign, version = context.site.campaign, context.site.version
    async with unit_of_work(context.engine) as connection:
        if not await store.tie_change(connection, campaign, row.id, criterion, form, site_version=version, at=now):
            return False
        fact = CalibrationChangeTied(calibration=row.id, criterion=criterion, form=form.id, form_version=form.version)
        author = Author(actor=ACTOR, at=now, site_version=version)
        await append_facts(connection, campaign, [fact], author)
    log.info("calibration_change_tied", campaign=campaign, calibration=row.id, criterion=criterion)
    return True
