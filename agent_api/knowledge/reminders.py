"""Notify the owners of articles of a review or a last day, and of articles that expired.

Owns that each notice is sent once: it is posted in the transaction that claims it, so any number of processes may run
this, and a crash loses nothing. If the owner may no longer answer for articles, those who coordinate get the notice.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.knowledge import store
from agent_api.knowledge.domain.notices import DAYS_BEFORE, DueNotice, due_notices
from agent_api.knowledge.store import ArticleRow
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from eventlog.facts import KnowledgeOwnerNotified
from eventlog.facts.tickets.knowledge import KnowledgeNoticeKind
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system:knowledge"
COORDINATION: Final = ("coordinador",)
_KINDS: Final[Mapping[KnowledgeNoticeKind, NotificationKind]] = {
    "review": "article_review",
    "expiring": "article_expiring",
    "expired": "article_expired",
}
log = structlog.get_logger(__name__)


async def send_knowledge_notices(context: JobContext, now: datetime) -> int:
    """Send the notices that are due; return how many.

    Raises:
        StorageError: PostgreSQL is away; the notices sent so far stay sent.
    """
    campaign, today = context.site.campaign, local_date(now)
    async with read_connection(context.engine) as connection:
        rows = await store.list_due(connection, campaign, today + timedelta(days=max(DAYS_BEFORE)))
        noticed = await store.list_noticed(connection, campaign, [each.id for each in rows])
    due = [(row, notice) for row in rows for notice in due_notices(row.value, today)]
    waiting = [(row, notice) for row, notice in due if (row.id, *notice) not in noticed]
    sent = sum([await _send(context, row, notice, now) for row, notice in waiting])
    if sent:
        log.info("knowledge_notices_sent", campaign=campaign, number=sent)
    return sent


async def _send(context: JobContext, row: ArticleRow, notice: DueNotice, now: datetime) -> bool:
    """Send a notice, unless it was sent before."""
    site = context.site
    async with unit_of_work(context.engine) as connection:
        claimed = await store.claim_notice(
            connection,
            site.campaign,
            row,
            kind=notice.kind,
            day=notice.day,
            days_before=notice.days_before,
            now=now,
        )
        if not claimed:
            return False
        event = f"{notice.kind} {notice.days_before} {notice.day.isoformat()}"
        cause = NotificationCause(kind=_KINDS[notice.kind], number=row.id, event=event, due_on=notice.day)
        await notify(connection, site.campaign, cause, await _addressees(connection, context, row, now), now)
        fact = KnowledgeOwnerNotified(article=row.id, owner=row.owner, kind=notice.kind, day=notice.day.isoformat())
        author = Author(actor=ACTOR, at=now, site_version=site.version)
        await append_facts(connection, site.campaign, [fact], author)
    return True


async def _addressees(
    connection: AsyncConnection, context: JobContext, row: ArticleRow, now: datetime
) -> Collection[str]:
    campaign, today = context.site.campaign, local_date(now)
    roles = roles_with_permission("knowledge.write")
    owner = await users_with_roles(connection, campaign, roles, today, [row.owner])
    return owner or await users_with_roles(connection, campaign, COORDINATION, today)
