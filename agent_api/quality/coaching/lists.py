"""Read coaching: a list with filters, and one with its history.

An evaluator who must still judge the same work does not see the coaching that another judgement of it called for.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names, load_names
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.pagination import Cursor
from agent_api.quality.coaching import store
from agent_api.quality.coaching.presenters import CoachingParts, present_detail, present_summary
from agent_api.quality.coaching.problems import CoachingUnknown
from agent_api.quality.coaching.schemas import CoachingDetail, CoachingPage, CoachingQuery
from agent_api.quality.coaching.store import CoachingFilter, CoachingRow
from agent_api.quality.evaluations.readers import find_signed, list_follow_ups_of
from storage.postgres.engine import read_connection


async def list_page(
    context: ApiContext, principal: Principal, query: CoachingQuery, after: Cursor | None
) -> CoachingPage:
    """Return a page of coaching, as the reader may see it."""
    now = context.now()
    filter_ = CoachingFilter(
        advisor=query.advisor,
        states=None if query.state is None else (query.state,),
        overdue=(now, local_date(now)) if query.overdue else None,
    )
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, filter_, query.limit + 1, after)
        page = rows[: query.limit]
        seen = await find_signed(connection, context.campaign, principal, {each.evaluation for each in page})
    return await _present_page(context, [each for each in page if each.evaluation in seen], _next(rows, query.limit))


async def list_own(context: ApiContext, advisor: str, limit: int, after: Cursor | None) -> CoachingPage:
    """Return a page of an advisor's coaching; proposals without a session are not theirs yet."""
    async with read_connection(context.engine) as connection:
        filter_ = CoachingFilter(advisor=advisor, only_dated=True)
        rows = await store.page(connection, context.campaign, filter_, limit + 1, after)
    return await _present_page(context, rows[:limit], _next(rows, limit))


async def read_detail(context: ApiContext, principal: Principal, id_: str) -> CoachingDetail:
    """Return a coaching, as the reader may see it.

    Raises:
        CoachingUnknown: there is none with this number that they may see.
    """
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_)
        if row is None or row.evaluation not in await find_signed(
            connection, context.campaign, principal, [row.evaluation]
        ):
            raise CoachingUnknown
        return await _present_detail(
            connection, context, principal, row, leads=principal.has_permission("coaching.lead")
        )


async def read_own(context: ApiContext, principal: Principal, id_: str) -> CoachingDetail:
    """Return a coaching of the user.

    Raises:
        CoachingUnknown: it is another's, or it has no session yet.
    """
    async with read_connection(context.engine) as connection:
        row = require_own(await store.find(connection, context.campaign, id_), principal.user)
        return await _present_detail(connection, context, principal, row, leads=False)


def require_own(row: CoachingRow | None, user: str) -> CoachingRow:
    """Return a coaching of a user that had a date once.

    Raises:
        CoachingUnknown: it is another's, or it never had a date.
    """
    if row is None or row.advisor != user or row.starts_at is None:
        raise CoachingUnknown
    return row


async def _present_page(context: ApiContext, rows: Sequence[CoachingRow], next_: str | None) -> CoachingPage:
    names = await find_names(context.engine, context.site, context.cipher, {each.advisor for each in rows})
    now = context.now()
    return CoachingPage(coaching=[present_summary(each, names, now) for each in rows], next=next_)


async def _present_detail(
    connection: AsyncConnection, context: ApiContext, principal: Principal, row: CoachingRow, *, leads: bool
) -> CoachingDetail:
    cipher, campaign = context.cipher, context.campaign
    followed, follow_ups = await list_follow_ups_of(connection, campaign, row.evaluation)
    names = await load_names(connection, context.site, cipher, {row.advisor})
    parts = CoachingParts(
        row=row,
        name=names.get(row.advisor, row.advisor),
        agenda=store.decrypt_text(cipher, campaign, row.id, store.AGENDA, row.agenda),
        commitment=store.decrypt_text(cipher, campaign, row.id, store.COMMITMENT, row.commitment),
        score=followed.score,
        steps=await store.list_steps(connection, cipher, campaign, row.id),
        follow_ups=follow_ups,
    )
    return present_detail(parts, principal.user, context.now(), leads=leads)


def _next(rows: Sequence[CoachingRow], limit: int) -> str | None:
    last = rows[limit - 1] if len(rows) > limit else None
    return Cursor(last.opened_at, last.id).encode() if last else None
