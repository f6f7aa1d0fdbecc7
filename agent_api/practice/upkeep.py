"""The worker's round over open practices: those whose time is over, or whose advisor real callers need, end.

Owns what is read for that decision; `domain.automatic_end` decides.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

import structlog

from agent_api.kit.author import Author
from agent_api.practice import store
from agent_api.practice.campaign import PracticeCampaign
from agent_api.practice.domain.automatic_end import QueueLevel, RealLoad, automatic_end
from agent_api.practice.domain.practice import PracticeRow
from agent_api.practice.end_practice import PracticeChange, end_practice
from agent_api.roster.queries import find_assigned_queues
from call_router.service import CallRouter
from eventlog.facts.practice import PracticeEnd
from eventlog.folds.counts import INTERVAL, interval_start
from eventlog.journal.reader import Journal
from metrics.service_level import counts_from
from storage.postgres.engine import read_connection, unit_of_work

log = structlog.get_logger(__name__)


async def end_due_practices(campaign: PracticeCampaign, now: datetime) -> int:
    """End the practices that end by themselves; return how many.

    Raises:
        StorageError, RouterError: PostgreSQL or the router is unavailable.
    """
    async with read_connection(campaign.engine) as connection:
        rows = await store.list_unended(connection, campaign.home.campaign)
    if not rows:
        return 0
    load, queues = await read_load(campaign, now), await real_queues(campaign, {row.advisor for row in rows})
    ended = 0
    for row in rows:
        state = await campaign.router.advisor_state(row.advisor)
        rule = campaign.practice.automatic_end
        decision = automatic_end(row, rule, load, queues[row.advisor], state, now=now)
        if decision is not None:
            ended += await _end(campaign, row, *decision, now)
    return ended


async def read_load(campaign: PracticeCampaign, now: datetime) -> RealLoad:
    """Return the real callers now."""
    home = campaign.home.campaign
    begins = interval_start(now)
    counts: dict[str, Counter[str]] = {}
    for (_, queue), measures in (
        await Journal(campaign.engine, home).counts_by_queue(begins, begins + INTERVAL)
    ).items():
        counts.setdefault(queue, Counter()).update(measures)
    visits = [(queue, counts_from(measures, of_queue=True)) for queue, measures in counts.items() if queue]
    return RealLoad(
        waiting=sum(queue.waiting for queue in (await CallRouter(campaign.redis, home).snapshot()).queues),
        levels={queue: QueueLevel(each.answered_within, each.queued - each.in_progress) for queue, each in visits},
    )


async def real_queues(campaign: PracticeCampaign, advisors: Collection[str]) -> dict[str, Collection[str]]:
    """Return the real queues of advisors, by the roster."""
    assigned = await find_assigned_queues(campaign.engine, campaign.home, advisors)
    return {advisor: tuple(assigned[advisor]) for advisor in advisors}


async def _end(campaign: PracticeCampaign, row: PracticeRow, how: PracticeEnd, at: datetime, now: datetime) -> bool:
    async with unit_of_work(campaign.engine) as connection:
        current = await store.find(connection, campaign.home.campaign, row.id, lock=True)
        if current is None or current.ended_at is not None:
            return False
        author = Author(actor="system", at=now, site_version=campaign.home.version)
        await end_practice(PracticeChange(connection, campaign, author), current, how, at)
    await campaign.hang_up(row)
    log.info("practice_ended", practice=row.id, end=how)
    return True
