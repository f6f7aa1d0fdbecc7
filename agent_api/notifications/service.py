"""Notify users, list a user's notifications, and mark them as read or unread.

Owns that a notification is written in the transaction of its cause, that a user gets no notification of their own acts,
and that each user sees only their own. Which event concerns whom is decided by the nouns above.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import BadQuery
from agent_api.kit.pagination import Cursor
from agent_api.notifications import store
from agent_api.notifications.domain.notification import ALARM_KINDS, SUBJECT_BY_KIND, NotificationKind, NotificationRow
from agent_api.notifications.domain.sentence import describe_notification
from agent_api.notifications.schemas import (
    Notification,
    NotificationMarks,
    NotificationPage,
    NotificationQuery,
    UnreadNotifications,
)
from agent_api.roster.queries import find_leader_deputies
from storage.postgres.engine import read_connection, unit_of_work

DELETE_BATCH: Final = 1000
_CURSOR_ID: Final = re.compile(r"[0-9]{1,18}")


class NotificationCause(msgspec.Struct, frozen=True, kw_only=True):
    """The cause of a notification.

    Attributes:
        number: of the ticket, the observation, the sample or the week of a seed.
        event: identifies the cause among those of its number, for example the version of a ticket; a user gets one
            notification of it, however often it is written.
        by_user: login of the person who caused it; empty for the system.
        due_on: the last day, for kinds that say it.
        days_left: business days until then, for kinds that say it.
    """

    kind: NotificationKind
    number: str
    event: str
    by_user: str = ""
    due_on: date | None = None
    days_left: int | None = None


async def notify(
    connection: AsyncConnection, campaign: str, cause: NotificationCause, users: Iterable[str], now: datetime
) -> None:
    """Notify users in the transaction of the cause; empty logins and the person who caused it are left out.

    An alarm for a supervisor or coordinator who is away also goes to their deputies.
    """
    people = {*users}
    if cause.kind in ALARM_KINDS:
        people |= await find_leader_deputies(connection, campaign, people, now)
    row = {
        "campaign": campaign,
        "at": now,
        "kind": cause.kind,
        "subject": cause.number,
        "event": cause.event,
        "by_user": cause.by_user,
        "due_on": cause.due_on,
        "days_left": cause.days_left,
    }
    await store.add(connection, [{**row, "user": user} for user in sorted(people - {"", cause.by_user})])


async def list_notifications(
    context: ApiContext, principal: Principal, query: NotificationQuery, after: Cursor | None
) -> NotificationPage:
    """Return a page of the principal's notifications, and how many are unread.

    Raises:
        BadQuery: the cursor is not of an earlier page.
    """
    if after is not None and not _CURSOR_ID.fullmatch(after.id):
        raise BadQuery("cursor", "El cursor no es de una página anterior.")
    async with read_connection(context.engine) as connection:
        rows = await store.page(
            connection, context.campaign, principal.user, unread=query.unread, limit=query.limit + 1, after=after
        )
        unread = await store.count_unread(connection, context.campaign, principal.user)
        names = await _names_of(connection, context, rows)
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    return NotificationPage(
        notifications=[_present(each, names.get(each.by_user, each.by_user)) for each in rows[: query.limit]],
        unread=unread,
        next=Cursor(last.at, str(last.id)).encode() if last else None,
    )


async def mark_notifications(context: ApiContext, principal: Principal, form: NotificationMarks) -> UnreadNotifications:
    """Mark some of the principal's notifications, and return how many are unread then.

    The ids of other users' notifications change nothing, and the response does not tell them apart from unknown ones.
    """
    read_at = context.now() if form.read else None
    async with unit_of_work(context.engine) as connection:
        if form.through is not None:
            await store.mark_through(connection, context.campaign, principal.user, int(form.through), read_at)
        elif form.about is not None and form.number is not None:
            kinds = [kind for kind, subject in SUBJECT_BY_KIND.items() if subject == form.about]
            await store.mark_subject(connection, context.campaign, principal.user, form.number, kinds, read_at=read_at)
        else:
            ids = {int(each) for each in form.ids or ()}
            await store.mark(connection, context.campaign, principal.user, ids, read_at)
        unread = await store.count_unread(connection, context.campaign, principal.user)
    return UnreadNotifications(unread=unread)


async def delete_old_notifications(engine: AsyncEngine, campaign: str, before: datetime) -> int:
    """Delete the notifications from before a moment in small batches; return how many.

    Raises:
        StorageError: PostgreSQL is away; what was deleted so far stays deleted.
    """
    deleted, batch = 0, DELETE_BATCH
    while batch == DELETE_BATCH:
        async with unit_of_work(engine) as connection:
            batch = await store.delete_older(connection, campaign, before, DELETE_BATCH)
        deleted += batch
    return deleted


async def _names_of(
    connection: AsyncConnection, context: ApiContext, rows: Sequence[NotificationRow]
) -> dict[str, str]:
    """Return the names of the people who caused some notifications, by login."""
    logins = {each.by_user for each in rows if each.by_user}
    return await load_names(connection, context.site, context.cipher, logins) if logins else {}


def _present(row: NotificationRow, by: str) -> Notification:
    return Notification(
        id=str(row.id),
        at=row.at,
        kind=row.kind,
        about=SUBJECT_BY_KIND[row.kind],
        number=row.subject,
        text=describe_notification(row.kind, row.subject, by=by, due_on=row.due_on, days_left=row.days_left),
        read=row.read_at is not None,
    )
