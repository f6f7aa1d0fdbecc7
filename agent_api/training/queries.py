"""Training as other nouns may read it: the sessions and the marks of a month, and what is pending."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.user_names import load_names
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.quality.evaluations.domain.tenure import tenure_on
from agent_api.roster.queries import read_assigned_queues
from agent_api.staff.queries import find_entry_day
from agent_api.training import session_store
from agent_api.training.domain.validity import CourseStanding
from agent_api.training.proposals.store import count_open
from agent_api.training.session_store import ParticipantRow, SessionFilter, SessionRow, decrypt_trainer
from agent_api.training.sessions import load_titles
from agent_api.training.standings import ADVISOR_ROLES, group_marks, load_courses, standings_of
from config.site.model import Site
from eventlog.facts.quality.evaluation import Tenure
from metrics.prometheus.training import TrainingNow
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection

_MOST: Final = 10_000


class TrainingSessionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A session with its names, and its participants."""

    row: SessionRow
    title: str
    trainer: str
    participants: tuple[ParticipantRow, ...]


async def list_session_records(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, begins: datetime, ends: datetime
) -> list[TrainingSessionRecord]:
    """Return the sessions that start between two moments, the first one first."""
    filter_ = SessionFilter(begins=begins, ends=ends)
    rows = await session_store.page(connection, site.campaign, filter_, sort="starts_at", limit=_MOST)
    titles = await load_titles(connection, site.campaign, {each.course for each in rows})
    participants = await session_store.list_participants(connection, site.campaign, [each.id for each in rows])
    return [
        TrainingSessionRecord(
            row=row,
            title=titles[row.course],
            trainer=decrypt_trainer(cipher, site.campaign, row),
            participants=tuple(each for each in participants if each.session == row.id),
        )
        for row in rows
    ]


async def find_tenure(connection: AsyncConnection, site: Site, advisor: str, day: date) -> Tenure:
    """Return whether an advisor was new on a local day: within the learning curve that the site says."""
    months = site.quality.evaluations.learning_months if site.quality else 0
    return tenure_on(await find_entry_day(connection, site.campaign, advisor, day), day, months)


async def list_lacking(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, now: datetime
) -> Sequence[tuple[str, str]]:
    """Return the names of the advisors who lack a course that their queues require, and its title."""
    standings = await _standings_by_advisor(connection, site, now)
    names = await load_names(connection, site, cipher, standings)
    return sorted(
        (names.get(advisor, advisor), each.course.title)
        for advisor, of_advisor in standings.items()
        for each in of_advisor
        if each.is_missing
    )


async def read_training_metrics(context: ApiContext) -> TrainingNow:
    """Return the metrics: advisors without a required course, and with one that ends soon.

    Raises:
        StorageError: PostgreSQL is away.
    """
    now = context.now()
    async with read_connection(context.engine) as connection:
        standings = (await _standings_by_advisor(connection, context.site, now)).values()
    return TrainingNow(
        lacking=sum(any(each.is_missing for each in of_advisor) for of_advisor in standings),
        expiring=sum(any(each.is_expiring(local_date(now)) for each in of_advisor) for of_advisor in standings),
    )


async def _standings_by_advisor(
    connection: AsyncConnection, site: Site, now: datetime
) -> dict[str, list[CourseStanding]]:
    """Return the standing of each advisor in the courses that are required today."""
    courses = [each for each in await load_courses(connection, site.campaign) if each.is_required_on(local_date(now))]
    if not courses:
        return {}
    advisors = await users_with_roles(connection, site.campaign, ADVISOR_ROLES, local_date(now))
    marks = group_marks(await session_store.list_marks(connection, site.campaign, advisors=advisors))
    by_role = {
        role: await users_with_roles(connection, site.campaign, [role], local_date(now)) for role in ADVISOR_ROLES
    }
    queues = await read_assigned_queues(connection, site, advisors)
    return {
        advisor: standings_of(
            courses,
            marks,
            advisor,
            queues=queues[advisor],
            roles=[role for role, people in by_role.items() if advisor in people],
            now=now,
        )
        for advisor in advisors
    }


async def count_open_proposals(connection: AsyncConnection, campaign: str) -> int:
    """Count the proposals that wait for a decision."""
    return await count_open(connection, campaign)
