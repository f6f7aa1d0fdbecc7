"""Unread notifications as other nouns may read them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.notifications import store
from agent_api.notifications.domain.notification import NotificationRow


async def unread_by_user(
    connection: AsyncConnection, campaign: str, window: tuple[datetime, datetime], users: Collection[str]
) -> dict[str, list[NotificationRow]]:
    """Return the unread notifications of some users between two moments, the newest first; without any, no entry."""
    unread: dict[str, list[NotificationRow]] = {}
    for each in await store.list_unread(connection, campaign, window, users):
        unread.setdefault(each.user, []).append(each)
    return unread
