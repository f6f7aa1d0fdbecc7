"""Remind owners of findings before their last day, and notify them and quality once after it.

Owns that each reminder is sent once: it is posted in the transaction that claims it, so any number of processes may
run this, and a crash loses nothing. A mail goes to owners with an address of their own in the site.
"""

from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.user_names import load_names
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.mail.domain.contents import FindingReminderText
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.service import OutgoingMessage, post
from agent_api.notifications.domain.sentence import days_left_phrase
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.findings import store
from agent_api.quality.findings.domain.deadline import Reminder, due_reminder
from agent_api.quality.findings.store import FindingRow
from config.site.model import Site
from config.site.notices import own_addresses
from eventlog.facts import FindingReminded
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system:quality"
log = structlog.get_logger(__name__)


async def send_finding_reminders(context: JobContext, now: datetime) -> int:
    """Send the reminders that are due; return how many.

    Raises:
        StorageError: PostgreSQL is away; the reminders sent so far stay sent.
    """
    site = context.site
    if site.quality is None:
        return 0
    async with read_connection(context.engine) as connection:
        rows = await store.list_reminded(connection, site.campaign)
    sent = 0
    for row in rows:
        reminder = _due(site, row, now)
        if reminder is not None:
            sent += await _send(context, row.id, now)
    if sent:
        log.info("finding_reminders_sent", campaign=site.campaign, number=sent)
    return sent


def _due(site: Site, row: FindingRow, now: datetime) -> Reminder | None:
    reminders = site.quality.findings.reminders if site.quality else ()
    return due_reminder(row.value, row.counted_from, reminders, local_date(now), site.terms)


async def _send(context: JobContext, id_: str, now: datetime) -> bool:
    """Send the reminder of a finding that is due, unless it was sent or a person acted meanwhile."""
    site = context.site
    async with unit_of_work(context.engine) as connection:
        row = await store.find(connection, site.campaign, id_, lock=True)
        reminder = _due(site, row, now) if row else None
        if row is None or reminder is None:
            return False
        if not await store.claim_reminder(
            connection, site.campaign, id_, due_on=row.due_on, reminder=reminder.key, now=now
        ):
            return False
        await _notify(connection, site, row, reminder, now)
        await _mail(connection, context, row, reminder, now)
        fact = FindingReminded(
            finding=id_, due_on=row.due_on.isoformat(), days_left=reminder.days_left, late=reminder.late
        )
        author = Author(actor=ACTOR, at=now, site_version=site.version, call_id=row.call)
        await append_facts(connection, site.campaign, [fact], author)
    return True


async def _notify(connection: AsyncConnection, site: Site, row: FindingRow, reminder: Reminder, now: datetime) -> None:
    """Notify the owner; of a lateness also those who follow up findings."""
    people = {row.owner}
    if reminder.late:
        roles = roles_with_permission("finding.write")
        people |= await users_with_roles(connection, site.campaign, roles, local_date(now))
    cause = NotificationCause(
        kind="finding_late" if reminder.late else "finding_near",
        number=row.id,
        event=f"{reminder.key} {row.due_on.isoformat()}",
        due_on=row.due_on,
        days_left=reminder.days_left,
    )
    await notify(connection, site.campaign, cause, people, now)


async def _mail(
    connection: AsyncConnection, context: JobContext, row: FindingRow, reminder: Reminder, now: datetime
) -> None:
    """Post to the owner, if the site sends mail and has their address."""
    site = context.site
    address = own_addresses(site.notices, site.areas).get(row.owner)
    if site.mail is None or address is None:
        return
    names = await load_names(connection, site, context.cipher, [row.owner])
    name = names.get(row.owner, "")
    text = FindingReminderText(
        name=name,
        number=row.id,
        last_day=row.due_on,
        passed=reminder.late,
        left="" if reminder.late else days_left_phrase(reminder.days_left),
        link=site.notices.finding_link(row.id),
    )
    message = OutgoingMessage(to=Recipient(address=address, name=name), content=text)
    await post(connection, message, site=site, cipher=context.cipher, actor=ACTOR, now=now)
