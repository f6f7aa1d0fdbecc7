"""Draw the samples that are due: each once, with its facts and its notification in one transaction.

The frame is read before the transaction, which then locks the interventoría's number and the sample: so a number that
is revealed meanwhile counts, and of several workers one draws.
"""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.kit.permissions import Permission
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.samples import store
from agent_api.quality.samples.drawn_rows import drawn_rows, plan_of
from agent_api.quality.samples.plan_service import ACTOR
from agent_api.quality.samples.store import SampleRow, SeedRow
from agent_api.quality.samples.week_facts import WeekFrame, find_rows, has_commitment, read_frame
from eventlog.journal.reader import read_open_calls
from metrics.quality.samples.week import Week, parse_week
from metrics.quality.samples.weekly_draw import draw_week, facts_of
from metrics.quality.seed import derive_seed
from storage.postgres.engine import read_connection, snapshot, unit_of_work

log = structlog.get_logger(__name__)


async def draw_samples(context: JobContext, now: datetime) -> int:
    """Draw each sample whose week is complete and whose number is revealed, absent or overdue.

    Returns:
        The number of samples drawn.

    Raises:
        StorageError: PostgreSQL is unavailable; earlier draws stay.
    """
    async with read_connection(context.engine) as connection:
        due = await store.list_undrawn(connection, context.site.campaign, now)
    return sum([await _draw_when_ready(context, each, now) for each in due])


async def _draw_when_ready(context: JobContext, sample: SampleRow, now: datetime) -> bool:
    campaign, week = context.site.campaign, parse_week(sample.week)
    async with snapshot(context.engine) as connection:
        seed = await store.find_seed(connection, campaign, sample.week)
        if _waits_for_number(sample, seed, now):
            frame = None
        elif await _has_open_calls(connection, campaign, sample, week):
            return False
        else:
            rows = await find_rows(connection, campaign, week)
            if rows is None:
                return False
            frame = await read_frame(connection, campaign, week, sample.channel, rows)
            in_time = seed is not None and await has_commitment(connection, campaign, week, seed.commitment, rows)
    if frame is None:
        await _remind(context, sample, now)
        return False
    return frame.frame.open_items == 0 and await _draw(context, sample, frame, now, counts_seed=in_time)


async def _draw(context: JobContext, planned: SampleRow, week: WeekFrame, now: datetime, *, counts_seed: bool) -> bool:
    """Draw a sample unless another process did, or its number is awaited after all.

    ``counts_seed`` says whether the commitment, if there is one, was made in time.
    """
    campaign = context.site.campaign
    async with unit_of_work(context.engine) as connection:
        seed_row = await store.find_seed(connection, campaign, planned.week, lock=True)
        sample = await store.find_sample(connection, campaign, planned.week, planned.channel, lock=True)
        if sample is None or sample.drawn_at is not None or _waits_for_number(sample, seed_row, now):
            return False
        counted = seed_row if counts_seed else None
        seed = derive_seed(
            week.head.hash.hex(),
            commitment=counted.commitment if counted else "",
            number=(counted.number or "") if counted else "",
        )
        draw = draw_week(plan_of(sample), week.frame.items(), week.head, seed)
        row, strata, items = drawn_rows(sample, draw, now)
        await store.store_draw(connection, campaign, row, strata, items)
        author = Author(actor=ACTOR, at=now, site_version=context.site.version)
        await append_facts(connection, campaign, facts_of(draw), author)
        cause = NotificationCause(kind="sample_drawn", number=f"{row.week}-{row.channel}", event="drawn")
        await _notify(connection, campaign, cause, "sample.replace", now)
    log.info("sample_drawn", campaign=campaign, week=row.week, channel=row.channel, size=row.size)
    return True


def _waits_for_number(sample: SampleRow, seed: SeedRow | None, now: datetime) -> bool:
    return seed is not None and seed.number is None and now < sample.reveal_by


async def _has_open_calls(connection: AsyncConnection, campaign: str, sample: SampleRow, week: Week) -> bool:
    """Return whether a call of the week is in progress; it spares reading the frame each minute."""
    if sample.channel != "phone":
        return False
    calls = await read_open_calls(connection, campaign)
    return any(not each.of_call and week.begins <= each.arrived_at < week.ends for each in calls)


async def _remind(context: JobContext, sample: SampleRow, now: datetime) -> None:
    """Remind the interventoría, once, that a draw waits for its number."""
    async with unit_of_work(context.engine) as connection:
        due_on = local_date(sample.reveal_by)
        cause = NotificationCause(kind="seed_due", number=sample.week, event="reveal", due_on=due_on)
        await _notify(connection, context.site.campaign, cause, "seed.commit", now)


async def _notify(
    connection: AsyncConnection, campaign: str, cause: NotificationCause, permission: Permission, now: datetime
) -> None:
    roles = roles_with_permission(permission)
    await notify(connection, campaign, cause, await users_with_roles(connection, campaign, roles, local_date(now)), now)
