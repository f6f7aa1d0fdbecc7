"""Remind advisors of a session that is near, and of a required course whose validity ends.

Owns that each reminder is sent once: it is posted in the transaction that claims it, so any number of processes may
run this, and a crash loses nothing.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

import structlog

from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date, start_of_day
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.training import session_store
from agent_api.training.domain.reminder import due_reminder
from agent_api.training.session_store import SessionFilter
from agent_api.training.standings import ADVISOR_ROLES, group_marks, load_courses
from eventlog.facts import TrainingReminded
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system:training"
_MOST: Final = 1000
_KINDS: Final[Mapping[Literal["session", "validity"], NotificationKind]] = {
    "session": "training_near",
    "validity": "training_expiring",
}
log = structlog.get_logger(__name__)


class DueReminder(NamedTuple):
    """A reminder that is due: who, of what, its day, and how many days before it."""

    advisor: str
    subject: str
    kind: Literal["session", "validity"]
    day: date
    reminder: int


async def send_training_reminders(context: JobContext, now: datetime) -> int:
    """Send the reminders that are due; return how many.

    Raises:
        StorageError: PostgreSQL is away; the reminders sent so far stay sent.
    """
    due = [*await _near_sessions(context, now), *await _ending_validities(context, now)]
    sent = sum([await _send(context, each, now) for each in due])
    if sent:
        log.info("training_reminders_sent", campaign=context.site.campaign, number=sent)
    return sent


async def _near_sessions(context: JobContext, now: datetime) -> list[DueReminder]:
    site, today = context.site, local_date(now)
    last = start_of_day(today + timedelta(days=max(site.training.reminders, default=0) + 1))
    filter_ = SessionFilter(state="planned", begins=now, ends=last)
    async with read_connection(context.engine) as connection:
        sessions = await session_store.page(connection, site.campaign, filter_, limit=_MOST)
        days = {each.id: local_date(each.starts_at) for each in sessions}
        participants = await session_store.list_participants(connection, site.campaign, days)
    return [
        DueReminder(each.advisor, each.session, "session", days[each.session], reminder)
        for each in participants
        if (reminder := due_reminder(days[each.session], site.training.reminders, today)) is not None
    ]


async def _ending_validities(context: JobContext, now: datetime) -> list[DueReminder]:
    """Return the reminders of required courses that advisors passed and that end soon."""
    site, today = context.site, local_date(now)
    async with read_connection(context.engine) as connection:
        advisors = await users_with_roles(connection, site.campaign, ADVISOR_ROLES, today)
        courses = [each for each in await load_courses(connection, site.campaign) if each.is_required_on(today)]
        marks = group_marks(await session_store.list_marks(connection, site.campaign, advisors=advisors))
    due: list[DueReminder] = []
    for advisor in sorted(advisors):
        for course in courses:
            until = max(
                (each.valid_until for each in marks.get((advisor, course.id), []) if each.valid_until), default=None
            )
            reminder = due_reminder(until, site.training.reminders, today) if until else None
            if until is not None and reminder is not None:
                due.append(DueReminder(advisor, course.id, "validity", until, reminder))
    return due


async def _send(context: JobContext, due: DueReminder, now: datetime) -> bool:
    """Send a reminder, unless it was sent before."""
    site = context.site
    async with unit_of_work(context.engine) as connection:
        claimed = await session_store.claim_reminder(
            connection,
            site.campaign,
            due.advisor,
            f"{due.kind} {due.subject}",
            day=due.day,
            reminder=due.reminder,
            now=now,
        )
        if not claimed:
            return False
        event = f"{due.reminder} {due.day.isoformat()}"
        cause = NotificationCause(kind=_KINDS[due.kind], number=due.subject, event=event, due_on=due.day)
        await notify(connection, site.campaign, cause, [due.advisor], now)
        fact = TrainingReminded(advisor=due.advisor, subject=due.subject, kind=due.kind, day=due.day.isoformat())
        author = Author(actor=ACTOR, at=now, site_version=site.version)
        await append_facts(connection, site.campaign, [fact], author)
    return True
