"""Remind of a review before its last day and once after it, and report exceptions that expired.

Owns that each is sent once: it is stored in the row of the review or account, in the transaction that notifies, so any
number of processes may run this.
"""

from datetime import datetime

import structlog

from agent_api.access.users import users_with_roles
from agent_api.access_reviews import store
from agent_api.access_reviews.begin import ACTOR
from agent_api.access_reviews.domain.reminder import ReviewReminder, due_review_reminder
from agent_api.access_reviews.store import ReviewedAccountRow, ReviewRow
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.notifications.service import NotificationCause, notify
from config.site.access_reviews import AccessReviewRules
from config.site.model import Site
from eventlog.facts import AccessReviewExceptionExpired
from storage.postgres.engine import read_connection, unit_of_work

log = structlog.get_logger(__name__)


async def send_review_reminders(context: JobContext, now: datetime) -> int:
    """Send the reminders and reports that are due; return how many.

    Raises:
        StorageError: PostgreSQL is away; what was sent so far stays sent.
    """
    site, rules = context.site, context.site.access_reviews
    if rules is None:
        return 0
    async with read_connection(context.engine) as connection:
        reviews = await store.list_unclosed(connection, site.campaign)
        expired = await store.list_expired_exceptions(connection, site.campaign, local_date(now))
    sent = sum([await _remind(context, rules, each.id, now) for each in reviews if _due(site, rules, each, now)])
    sent += sum([await _report_expired(context, rules, each, now) for each in expired])
    if sent:
        log.info("access_review_reminders_sent", campaign=site.campaign, number=sent)
    return sent


def _due(site: Site, rules: AccessReviewRules, row: ReviewRow, now: datetime) -> ReviewReminder | None:
    reminder = due_review_reminder(row.state, row.due_on, local_date(now), rules.remind_before, site.terms)
    return reminder if reminder is not None and reminder.key != row.reminded else None


async def _remind(context: JobContext, rules: AccessReviewRules, id_: str, now: datetime) -> bool:
    """Send the reminder of a review that is due, unless it was sent or a person acted meanwhile."""
    site = context.site
    async with unit_of_work(context.engine) as connection:
        row = await store.find(connection, site.campaign, id_, lock=True)
        reminder = _due(site, rules, row, now) if row else None
        if row is None or reminder is None:
            return False
        await store.update_review(connection, site.campaign, id_, reminded=reminder.key)
        role = rules.reviewer if row.state == "open" else rules.executor
        people = await users_with_roles(connection, site.campaign, [role], local_date(now))
        cause = NotificationCause(
            kind=reminder.kind, number=id_, event=reminder.key, due_on=row.due_on, days_left=reminder.days_left
        )
        await notify(connection, site.campaign, cause, people, now)
    return True


async def _report_expired(
    context: JobContext, rules: AccessReviewRules, found: ReviewedAccountRow, now: datetime
) -> bool:
    """Report an exception that expired, unless it was reported meanwhile."""
    campaign = context.site.campaign
    async with unit_of_work(context.engine) as connection:
        rows = await store.list_accounts(connection, campaign, found.review, [found.user], lock=True)
        if not rows or rows[0].expired_at is not None:
            return False
        await store.update_accounts(connection, campaign, found.review, [found.user], expired_at=now)
        author = Author(actor=ACTOR, at=now, site_version=context.site.version)
        fact = AccessReviewExceptionExpired(review=found.review, user=found.user)
        await append_facts(connection, campaign, [fact], author)
        people = await users_with_roles(connection, campaign, [rules.reviewer], local_date(now))
        cause = NotificationCause(
            kind="access_review_expired",
            number=found.review,
            event=f"expired {found.user}",
            due_on=found.exception_until,
        )
        await notify(connection, campaign, cause, people, now)
    return True
