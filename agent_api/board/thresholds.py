"""Thresholds of queues: read those in force, set those of a queue, and return to those of the site.

A change is one transaction with its fact; the boards read it within their interval.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.board import store
from agent_api.board.domain.thresholds import QueueThresholds, ThresholdsRow, site_thresholds
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import NotFound
from agent_api.kit.facts import append_facts
from eventlog.facts import QueueThresholdsChanged
from storage.postgres.engine import read_connection, unit_of_work


async def list_thresholds(context: ApiContext) -> dict[str, QueueThresholds | ThresholdsRow]:
    """Return the thresholds of each queue of the site, in its order: a person's, or those of the site."""
    async with read_connection(context.engine) as connection:
        stored = await store.read_thresholds(connection, context.campaign)
    return {id_: stored.get(id_) or of_site(context, id_) for id_ in context.site.queues}


def of_site(context: ApiContext, queue: str) -> QueueThresholds:
    """Return the thresholds that the site gives to one of its queues."""
    site = context.site
    return site_thresholds(site.queues[queue], site.indicators, local_date(context.now()))


async def set_thresholds(context: ApiContext, principal: Principal, queue: str, wanted: QueueThresholds) -> None:
    """Set the thresholds of a queue; the same ones again change nothing.

    Raises:
        NotFound: the site has no such queue.
    """
    _check_queue(context, queue)
    author = principal.author(at=context.now(), site_version=context.site.version)
    async with unit_of_work(context.engine) as connection:
        before = await _lock(connection, context, queue)
        if before is not None and before.thresholds == wanted:
            return
        row = ThresholdsRow(queue=queue, thresholds=wanted, changed_at=author.at, changed_by=author.user)
        await store.save(connection, context.campaign, row)
        await _append(connection, context, queue, wanted, author, from_site=False)


async def clear_thresholds(context: ApiContext, principal: Principal, queue: str) -> None:
    """Return a queue to the thresholds of the site; a queue that has them stays so.

    Raises:
        NotFound: the site has no such queue.
    """
    _check_queue(context, queue)
    author = principal.author(at=context.now(), site_version=context.site.version)
    async with unit_of_work(context.engine) as connection:
        if await _lock(connection, context, queue) is None:
            return
        await store.remove(connection, context.campaign, queue)
        await _append(connection, context, queue, of_site(context, queue), author, from_site=True)


def _check_queue(context: ApiContext, queue: str) -> None:
    if queue not in context.site.queues:
        raise NotFound(f"No hay ninguna cola «{queue}».")


async def _lock(connection: AsyncConnection, context: ApiContext, queue: str) -> ThresholdsRow | None:
    await store.lock(connection, context.campaign, queue)
    stored: Mapping[str, ThresholdsRow] = await store.read_thresholds(connection, context.campaign)
    return stored.get(queue)


async def _append(
    connection: AsyncConnection,
    context: ApiContext,
    queue: str,
    now_in_force: QueueThresholds,
    author: Author,
    *,
    from_site: bool,
) -> None:
    fact = QueueThresholdsChanged(
        queue=queue,
        waiting=now_in_force.waiting or 0,
        longest_wait_s=now_in_force.longest_wait_s or 0,
        service_level=now_in_force.service_level or 0,
        abandon_rate=now_in_force.abandon_rate or 0,
        from_site=from_site,
    )
    await append_facts(connection, context.campaign, [fact], author)
