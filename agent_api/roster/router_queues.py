"""The queues of advisors in the router: set after each change, and compared by jobs of the worker.

Owns that the router follows the roster. A process that sets an advisor's queues in the router holds the lock of the
advisor's roster, so the last change that was stored is the last one that is set. A change that did not reach the
router, or a restriction that began or ended with time, is set by the job.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.ports.queue_restrictions import QueueRestrictions
from agent_api.roster import store
from agent_api.roster.queries import read_open_queues
from call_router.errors import RouterError
from call_router.service import CallRouter
from config.schema.short_forms import Levels
from config.site.model import Site
from storage.postgres.engine import read_connection, unit_of_work

ACTOR = "system:roster"
log = structlog.get_logger(__name__)


async def locked_queues(
    connection: AsyncConnection, site: Site, restrict: QueueRestrictions, advisor: str, now: datetime
) -> Levels:
    """Return the queues that an advisor may serve now, and lock them until the transaction ends."""
    await store.lock_user(connection, site.campaign, advisor)
    return (await read_open_queues(connection, site, restrict, (advisor,), now))[advisor]


async def apply_queues(
    engine: AsyncEngine,
    router: CallRouter,
    site: Site,
    restrict: QueueRestrictions,
    advisor: str,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Set the queues of an advisor in the router; one without any queue goes off duty, after a call in progress.

    Raises:
        RouterError: the router is unavailable; the job sets them later.
    """
    async with unit_of_work(engine) as connection:
        levels = await locked_queues(connection, site, restrict, advisor, now)
        state = await router.set_queues(advisor, levels, actor)
        if not levels and state != "offline":
            await router.go_offline(advisor, actor)


async def apply_changed_queues(
    engine: AsyncEngine, router: CallRouter, site: Site, restrict: QueueRestrictions, now: datetime
) -> int:
    """Set the queues of advisors on duty where the router has others than the roster; return how many advisors.

    An advisor on duty to whom the roster assigns no queue goes off duty: one who was removed from it, or a name that
    only a program made ready.

    Raises:
        StorageError, RouterError: PostgreSQL or the router is unavailable.
    """
    return await _apply_differing(engine, router, site, restrict, await router.levels_on_duty(), now=now)


async def apply_queues_of(
    engine: AsyncEngine,
    router: CallRouter,
    site: Site,
    restrict: QueueRestrictions,
    advisors: Collection[str],
    *,
    now: datetime,
) -> int:
    """Do as `apply_changed_queues`, for these advisors only; others are not read.

    Raises:
        StorageError, RouterError: PostgreSQL or the router is unavailable.
    """
    if not advisors:
        return 0
    levels = {each: await router.levels_of(each) for each in advisors}
    served = {advisor: queues for advisor, queues in levels.items() if queues}
    return await _apply_differing(engine, router, site, restrict, served, now=now)


async def _apply_differing(
    engine: AsyncEngine,
    router: CallRouter,
    site: Site,
    restrict: QueueRestrictions,
    served: Mapping[str, Levels],
    *,
    now: datetime,
) -> int:
    async with read_connection(engine) as connection:
        allowed = await read_open_queues(connection, site, restrict, tuple(served), now)
    changed = [advisor for advisor, levels in served.items() if levels != allowed[advisor] or not levels]
    for advisor in changed:
        await apply_queues(engine, router, site, restrict, advisor, actor=ACTOR, now=now)
        log.info("queues_applied", advisor=advisor)
    return len(changed)


async def try_to_apply_queues(
    engine: AsyncEngine,
    router: CallRouter,
    site: Site,
    restrict: QueueRestrictions,
    advisor: str,
    *,
    actor: str,
    now: datetime,
) -> bool:
    """Do as `apply_queues`; return False if the router is unavailable, so that the job sets them later."""
    try:
        await apply_queues(engine, router, site, restrict, advisor, actor=actor, now=now)
    except RouterError as error:
        log.warning("queues_not_applied", advisor=advisor, error=str(error))
        return False
    return True
