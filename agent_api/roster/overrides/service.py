"""Start and end changes of the queues that advisors serve now.

Each act is one transaction with its facts, which holds the lock of the advisor's roster. Then the queues are set in the
router. If that fails, or when the time of a change is over, `keep_overrides` of the worker sets them within seconds. An
advisor has one change at a time: a new one replaces it.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.kit.ports.queue_restrictions import QueueRestrictions
from agent_api.roster.domain.queue_override import OverrideRow, end_of_day, end_row, find_fault, format_levels
from agent_api.roster.overrides import store
from agent_api.roster.overrides.schemas import QueueOverrideForm
from agent_api.roster.problems import OverrideRefused
from agent_api.roster.queries import require_advisor
from agent_api.roster.router_queues import apply_queues_of, try_to_apply_queues
from agent_api.roster.store import lock_user
from call_router.service import CallRouter
from config.milliseconds import to_milliseconds
from eventlog.facts import QueueOverrideEnded, QueueOverrideStarted
from eventlog.facts.people.roster import QueueOverrideEnd
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system"
RECENT: Final = timedelta(minutes=5)
"""How long after its end a change is compared with the router, in case the router was away then."""


async def start_override(context: ApiContext, principal: Principal, advisor: str, form: QueueOverrideForm) -> bool:
    """Start a change in place of any other; return whether the router has it.

    Raises:
        NotFound: there is no such advisor today.
        OverrideRefused: a queue is unknown, or the end is not later today.
    """
    author = principal.author(at=context.now(), site_version=context.site.version)
    until = form.until or end_of_day(author.at)
    fault = find_fault(form.levels, until, context.site.queues, author.at)
    if fault is not None:
        raise OverrideRefused(fault)
    async with unit_of_work(context.engine) as connection:
        await require_advisor(connection, context.campaign, advisor, author.at)
        await lock_user(connection, context.campaign, advisor)
        before = await _find_unended(connection, context.campaign, advisor)
        if before is not None:
            await _end(connection, context.campaign, before, "replaced", author)
        id_ = context.random_token()
        reason = context.cipher.encrypt(form.reason, field=store.REASON, row=row_key(context.campaign, id_))
        row = OverrideRow(
            id=id_,
            advisor=advisor,
            levels=form.levels,
            reason=reason,
            started_at=author.at,
            started_by=author.user,
            until=until,
        )
        await store.add(connection, context.campaign, row)
        fact = QueueOverrideStarted(advisor=advisor, queues=format_levels(form.levels), until_ms=to_milliseconds(until))
        await append_facts(connection, context.campaign, [fact], author)
    return await _apply(context, principal, advisor, author.at)


async def end_override(context: ApiContext, principal: Principal, advisor: str) -> bool:
    """Give back the queues of an advisor; return whether the router has them. One without a change stays so.

    Raises:
        NotFound: there is no such advisor today.
    """
    author = principal.author(at=context.now(), site_version=context.site.version)
    async with unit_of_work(context.engine) as connection:
        await require_advisor(connection, context.campaign, advisor, author.at)
        await lock_user(connection, context.campaign, advisor)
        row = await _find_unended(connection, context.campaign, advisor)
        if row is None:
            return True
        await _end(connection, context.campaign, row, "returned", author)
    return await _apply(context, principal, advisor, author.at)


async def keep_overrides(context: JobContext, router: CallRouter, restrict: QueueRestrictions, now: datetime) -> int:
    """End the changes whose time is over, and set the queues in the router where they differ; return how many ended.

    Raises:
        StorageError, RouterError: PostgreSQL or the router is unavailable; the next run continues.
    """
    site = context.site
    ended = await _end_due(context, now)
    async with read_connection(context.engine) as connection:
        advisors = await store.list_touched(connection, site.campaign, now - RECENT)
    await apply_queues_of(context.engine, router, site, restrict, advisors, now=now)
    return ended


async def _end_due(context: JobContext, now: datetime) -> int:
    campaign, author = context.site.campaign, Author(actor=ACTOR, at=now, site_version=context.site.version)
    async with read_connection(context.engine) as connection:
        if all(now < row.until for row in await store.list_unended(connection, campaign)):
            return 0
    async with unit_of_work(context.engine) as connection:
        due = await store.list_due(connection, campaign, now)
        for row in due:
            await _end(connection, campaign, row, "expired", author)
    return len(due)


async def _find_unended(connection: AsyncConnection, campaign: str, advisor: str) -> OverrideRow | None:
    return next(iter(await store.list_unended(connection, campaign, (advisor,))), None)


async def _end(
    connection: AsyncConnection, campaign: str, row: OverrideRow, how: QueueOverrideEnd, author: Author
) -> None:
    ended = end_row(row, how, author.user, author.at)
    await store.set_end(connection, campaign, ended)
    fact = QueueOverrideEnded(advisor=row.advisor, how=ended.end or how)
    await append_facts(connection, campaign, [fact], author)


async def _apply(context: ApiContext, principal: Principal, advisor: str, now: datetime) -> bool:
    return await try_to_apply_queues(
        context.engine,
        context.router,
        context.site,
        context.handlers.queue_restrictions,
        advisor,
        actor=principal.actor,
        now=now,
    )
