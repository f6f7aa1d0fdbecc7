"""Remind advisor and leader of a coaching: before the commitment's last day, and once something is overdue.

Owns that each reminder is sent once: it is stored in the coaching's row, in the transaction that notifies, so any
number of processes may run this.
"""

from datetime import datetime

import structlog

from agent_api.kit.job_context import JobContext
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.coaching import store
from agent_api.quality.coaching.domain.reminder import CoachingReminder, due_coaching_reminder, recipients_of
from agent_api.quality.coaching.store import CoachingRow
from config.site.model import Site
from storage.postgres.engine import read_connection, unit_of_work

log = structlog.get_logger(__name__)


async def send_coaching_reminders(context: JobContext, now: datetime) -> int:
    """Send the reminders that are due; return how many.

    Raises:
        StorageError: PostgreSQL is away; the reminders sent so far stay sent.
    """
    site = context.site
    async with read_connection(context.engine) as connection:
        rows = await store.list_remindable(connection, site.campaign)
    sent = sum([await _send(context, each.id, now) for each in rows if _unsent(site, each, now)])
    if sent:
        log.info("coaching_reminders_sent", campaign=site.campaign, number=sent)
    return sent


def _unsent(site: Site, row: CoachingRow, now: datetime) -> CoachingReminder | None:
    reminder = due_coaching_reminder(row.state, row.starts_at, row.due_on, now, site.terms)
    return reminder if reminder is not None and reminder.key != row.reminded else None


async def _send(context: JobContext, id_: str, now: datetime) -> bool:
    """Send the reminder of a coaching that is due, unless it was sent or a person acted meanwhile."""
    site = context.site
    async with unit_of_work(context.engine) as connection:
        row = await store.find(connection, site.campaign, id_, lock=True)
        reminder = _unsent(site, row, now) if row else None
        if row is None or reminder is None:
            return False
        await store.update_columns(connection, site.campaign, id_, reminded=reminder.key)
        cause = NotificationCause(
            kind=reminder.kind, number=id_, event=reminder.key, due_on=reminder.day, days_left=reminder.days_left
        )
        await notify(connection, site.campaign, cause, recipients_of(reminder, row.advisor, row.leader), now)
    return True
