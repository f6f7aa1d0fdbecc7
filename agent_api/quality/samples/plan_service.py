"""Plan the sample of each week and channel by the site version in force when the week began.

Row and fact are one transaction, so several workers may run this. A plan that is made late says so by its fact's time.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.quality.samples import store
from agent_api.quality.samples.domain.plan import plans_of, weeks_due
from agent_api.quality.samples.store import SampleRow
from config.site.model import Site
from eventlog.facts import SamplePlanned, SiteImported
from eventlog.journal.ranges import first_row_from, read_fact_bytes
from eventlog.journal.reader import read_head
from metrics.quality.samples.week import parse_week, week_of
from storage.postgres.engine import snapshot, unit_of_work
from storage.tables import site_version

ACTOR: Final = "system:quality"
log = structlog.get_logger(__name__)
SiteLoader = Callable[[str], Awaitable[Site]]
"""Load a stored site version."""


async def plan_samples(context: JobContext, load_site: SiteLoader, now: datetime) -> int:
    """Plan each channel of each week that has begun and has no plan.

    Returns:
        The number of samples planned.

    Raises:
        StorageError: PostgreSQL is unavailable; earlier plans stay.
    """
    campaign, current = context.site.campaign, context.site
    async with snapshot(context.engine) as connection:
        last = await store.last_planned(connection, campaign)
        weeks = weeks_due(parse_week(last) if last else None, week_of(now))
        versions = {week: await _version_at(connection, current, week.begins) for week in weeks}
    count = 0
    for week, version in versions.items():
        site = current if version == current.version else await load_site(version)
        count += sum([await _plan(context, site, plan, now) for plan in plans_of(site, week)])
    return count


async def _plan(context: JobContext, site: Site, plan: SamplePlanned, now: datetime) -> bool:
    campaign = context.site.campaign
    row = SampleRow(
        week=plan.week,
        channel=plan.channel,
        site_version=site.version,
        planned_at=now,
        confidence=plan.confidence,
        margin=plan.margin,
        expected=plan.expected,
        each_advisor=plan.each_advisor,
        draws_at=datetime.fromisoformat(plan.draws_at),
        reveal_by=datetime.fromisoformat(plan.reveal_by),
    )
    async with unit_of_work(context.engine) as connection:
        if not await store.add_plan(connection, campaign, row):
            return False
        author = Author(actor=ACTOR, at=now, site_version=site.version)
        await append_facts(connection, campaign, [plan], author)
    log.info("sample_planned", campaign=campaign, week=plan.week, channel=plan.channel)
    return True


async def _version_at(connection: AsyncConnection, current: Site, moment: datetime) -> str:
    """Return the site version in force at a moment: the current one if none was imported since, or none before."""
    head = (await read_head(connection, current.campaign)).link.seq
    first = await first_row_from(connection, current.campaign, moment, head)
    types = {SiteImported.__name__}
    async for _, batch in read_fact_bytes(connection, current.campaign, first, head, types=types, batch=20_000):
        if batch:
            break
    else:
        return current.version
    version = site_version.c
    query = select(version.version).where(version.campaign == current.campaign, version.imported_at <= moment)
    before = await connection.scalar(query.order_by(version.imported_at.desc()).limit(1))
    return before or current.version
