"""Notifications in the database.

Owns the table notification. Every query of a user reads an index by user and time, or the smaller one of unread rows,
so that its cost does not grow with the past; `delete_older` keeps the table small.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from agent_api.notifications.domain.notification import NotificationKind, NotificationRow
from storage.tables import notification

UNREAD_LIMIT: Final = 100
"""The largest number that `count_unread` returns: it reads no more rows."""


async def add(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Store notifications; one whose event is stored for its user and subject changes nothing."""
    if rows:
        await connection.execute(insert(notification).values(rows).on_conflict_do_nothing())


async def page(
    connection: AsyncConnection, campaign: str, user: str, *, unread: bool, limit: int, after: Cursor | None
) -> list[NotificationRow]:
    """Return a page of a user's notifications, the newest first, that continues ``after`` the previous page."""
    query = _select().where(notification.c.campaign == campaign, notification.c.user == user)
    if unread:
        query = query.where(notification.c.read_at.is_(None))
    order = tuple_(notification.c.at, notification.c.id)
    if after is not None:
        query = query.where(order < tuple_(after.at, int(after.id)))
    return await _fetch(connection, query.order_by(notification.c.at.desc(), notification.c.id.desc()).limit(limit))


async def count_unread(connection: AsyncConnection, campaign: str, user: str) -> int:
    """Count a user's unread notifications, at most `UNREAD_LIMIT`."""
    unread = select(notification.c.id).where(*_unread_of(campaign, user)).limit(UNREAD_LIMIT).subquery()
    return int(await connection.scalar(select(func.count()).select_from(unread)) or 0)


async def mark(
    connection: AsyncConnection, campaign: str, user: str, ids: Collection[int], read_at: datetime | None
) -> None:
    """Mark some of a user's notifications as read at a moment, or as unread with None; ids of others are ignored."""
    row = notification.c
    statement = update(notification).where(row.campaign == campaign, row.user == user, row.id.in_(ids))
    if read_at is not None:
        statement = statement.where(row.read_at.is_(None))
    await connection.execute(statement.values(read_at=read_at))


async def mark_through(
    connection: AsyncConnection, campaign: str, user: str, last: int, read_at: datetime | None
) -> None:
    """Mark a user's notifications up to an id; nothing is marked if the user has no such notification."""
    row = notification.c
    own = select(row.at, row.id).where(row.campaign == campaign, row.user == user, row.id == last)
    found = (await connection.execute(own)).one_or_none()
    if found is None:
        return
    statement = update(notification).where(
        row.campaign == campaign, row.user == user, tuple_(row.at, row.id) <= tuple_(found.at, found.id)
    )
    changed = row.read_at.is_(None) if read_at is not None else row.read_at.is_not(None)
    await connection.execute(statement.where(changed).values(read_at=read_at))


async def mark_subject(
    connection: AsyncConnection,
    campaign: str,
    user: str,
    subject: str,
    kinds: Collection[NotificationKind],
    *,
    read_at: datetime | None,
) -> None:
    """Mark a user's notifications about a subject, by their kinds and its number."""
    row = notification.c
    statement = update(notification).where(row.campaign == campaign, row.user == user, row.kind.in_(kinds))
    changed = row.read_at.is_(None) if read_at is not None else row.read_at.is_not(None)
    await connection.execute(statement.where(row.subject == subject, changed).values(read_at=read_at))


async def list_unread(
    connection: AsyncConnection, campaign: str, window: tuple[datetime, datetime], users: Collection[str]
) -> list[NotificationRow]:
    """Return the unread notifications of some users between two moments, the newest first."""
    row = notification.c
    query = _select().where(row.campaign == campaign, row.user.in_(users), row.read_at.is_(None))
    query = query.where(row.at >= window[0], row.at < window[1])
    return await _fetch(connection, query.order_by(row.at.desc(), row.id.desc()))


async def delete_older(connection: AsyncConnection, campaign: str, before: datetime, limit: int) -> int:
    """Delete notifications from before a moment, read or not, at most ``limit``; return how many."""
    row = notification.c
    oldest = select(row.id).where(row.campaign == campaign, row.at < before).order_by(row.at).limit(limit)
    deleted = delete(notification).where(row.id.in_(oldest.with_for_update(skip_locked=True)))
    return (await connection.execute(deleted)).rowcount


def _unread_of(campaign: str, user: str) -> tuple[Any, ...]:
    row = notification.c
    return row.campaign == campaign, row.user == user, row.read_at.is_(None)


def _select() -> Select[Any]:
    return select(*(notification.c[name] for name in NotificationRow.__struct_fields__))


async def _fetch(connection: AsyncConnection, query: Select[Any]) -> list[NotificationRow]:
    return [NotificationRow(**each) for each in (await connection.execute(query)).mappings()]
