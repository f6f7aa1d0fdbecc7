"""Notifications about the publication of a draft: who may approve it, and the person who asked.

Owns who is notified. Each is written in the transaction of its act.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.site_admin.drafts.domain.draft import PublicationRequest
from config.milliseconds import to_milliseconds


async def notify_approvers(
    connection: AsyncConnection, campaign: str, draft: str, request: PublicationRequest, author: Author
) -> None:
    """Notify the users who may approve a request, except the person who asked."""
    roles = roles_with_permission("site.publish")
    users = await users_with_roles(connection, campaign, roles, local_date(author.at))
    cause = _cause("site_publication_requested", draft, request, author.user)
    await notify(connection, campaign, cause, users, author.at)


async def notify_requester(
    connection: AsyncConnection,
    campaign: str,
    draft: str,
    request: PublicationRequest,
    kind: NotificationKind,
    *,
    author: Author,
    by_user: str,
) -> None:
    """Notify the person who asked of a decision; their own withdrawal is none."""
    cause = _cause(kind, draft, request, by_user)
    await notify(connection, campaign, cause, [request.by], author.at)


def _cause(kind: NotificationKind, draft: str, request: PublicationRequest, by_user: str) -> NotificationCause:
    """Return a cause that is one per request: a draft that was refused may be asked for again."""
    event = f"{kind} {to_milliseconds(request.at)}"
    return NotificationCause(kind=kind, number=draft, event=event, by_user=by_user)
