"""Remind recipients of novelties of a receipt or an answer whose last day has passed.

Owns that each reminder is sent once: it is posted in the transaction that claims it, so any number of processes may run
this, and a crash loses nothing.
"""

from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.large_clients.novelties import store
from agent_api.large_clients.novelties.correspondence import post_reminder
from agent_api.large_clients.novelties.domain.deadline import OwedReply, owed_replies
from agent_api.large_clients.novelties.store import NoveltyRow
from agent_api.notifications.service import NotificationCause, notify
from config.site.model import Site
from eventlog.facts import ClientNoveltyReminded
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system:large_clients"
log = structlog.get_logger(__name__)


async def send_novelty_reminders(context: JobContext, now: datetime) -> int:
    """Send the reminders that are due; return how many.

    Raises:
        StorageError: PostgreSQL is away; the reminders sent so far stay sent.
    """
    campaign, today = context.site.campaign, local_date(now)
    async with read_connection(context.engine) as connection:
        ids = [each.row.id for each in await store.list_owed(connection, campaign, today)]
    sent = sum([await _send(context, each, now) for each in ids])
    if sent:
        log.info("novelty_reminders_sent", campaign=campaign, number=sent)
    return sent


async def _send(context: JobContext, id_: str, now: datetime) -> int:
    """Send the reminders of a novelty, unless they were sent or a person acted meanwhile; return how many."""
    site, sent = context.site, 0
    async with unit_of_work(context.engine) as connection:
        stored = await store.find(connection, site.campaign, id_, lock=True)
        owed = owed_replies(stored.value, local_date(now)) if stored else ()
        for each in owed:
            if stored is None or not await store.claim_reminder(connection, site.campaign, id_, each, now):
                continue
            await post_reminder(connection, context, stored.row, each, actor=ACTOR, now=now)
            await _notify(connection, site, stored.row, each, now)
            fact = ClientNoveltyReminded(
                novelty=id_, recipient=each.recipient, missing=each.missing, due_on=each.due_on.isoformat()
            )
            author = Author(actor=ACTOR, at=now, site_version=site.version, call_id=stored.row.call)
            await append_facts(connection, site.campaign, [fact], author)
            sent += 1
    return sent


async def _notify(connection: AsyncConnection, site: Site, row: NoveltyRow, owed: OwedReply, now: datetime) -> None:
    """Notify those who follow up novelties, and the interventoría of what it owes."""
    roles = set(roles_with_permission("client_novelty.write"))
    if owed.recipient == "interventoria":
        roles |= set(roles_with_permission("client_novelty.confirm"))
    people = await users_with_roles(connection, site.campaign, roles, local_date(now))
    cause = NotificationCause(
        kind="novelty_late", number=row.id, event=f"{owed.recipient} {owed.missing}", due_on=owed.due_on
    )
    await notify(connection, site.campaign, cause, people, now)
