"""The standing of advisors in the courses, and the queues that they are kept from.

Owns `restrict_queues`, the handler that the roster calls; the decision is that of `domain.validity`.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.user_names import StaffMember, list_staff
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.roster.queries import read_assigned_queues
from agent_api.training import session_store, topic_store
from agent_api.training.domain.course import Course
from agent_api.training.domain.validity import CourseMark, CourseStanding, gates_of, standing_of
from agent_api.training.presenters import present_gates, present_standing
from agent_api.training.schemas import TrainedAdvisor, TrainedAdvisors
from agent_api.training.session_store import MarkRow
from config.site.model import Site
from storage.postgres.engine import read_connection

ADVISOR_ROLES = frozenset({"asesor", "asesor_escrita"})
Marks = Mapping[tuple[str, str], list[CourseMark]]
"""Marks by advisor and course."""


async def restrict_queues(
    connection: AsyncConnection, site: Site, advisors: Collection[str], now: datetime
) -> Mapping[str, Mapping[str, str]]:
    """Return the gated queues that advisors must not serve now, with the reason, by advisor."""
    gated, today = site.training.gated_queues, local_date(now)
    if not gated or not advisors:
        return {}
    courses = [each for each in await load_courses(connection, site.campaign) if each.is_required_of(gated, (), today)]
    if not courses:
        return {}
    marks = group_marks(await session_store.list_marks(connection, site.campaign, advisors=advisors))
    restrictions: dict[str, dict[str, str]] = {}
    for advisor in advisors:
        standings = standings_of(courses, marks, advisor, queues=gated, roles=(), now=now)
        if gates := gates_of(standings, gated, gated):
            restrictions[advisor] = {each.queue: each.sentence for each in gates}
    return restrictions


async def read_advisors(context: ApiContext) -> TrainedAdvisors:
    """Return the advisors of the campaign with their standing in each course, by name."""
    site, now = context.site, context.now()
    staff = await list_staff(context.engine, context.cipher, context.campaign, now)
    people = [each for each in staff if not each.disabled and not ADVISOR_ROLES.isdisjoint(each.roles)]
    async with read_connection(context.engine) as connection:
        courses = [each for each in await load_courses(connection, context.campaign) if not each.retired]
        logins = [each.user for each in people]
        marks = group_marks(await session_store.list_marks(connection, context.campaign, advisors=logins))
        queues = await read_assigned_queues(connection, site, logins)
    advisors = [_present(site, each, courses, marks, now, queues=queues[each.user]) for each in people]
    return TrainedAdvisors(
        advisors=sorted(advisors, key=lambda each: (each.name, each.advisor)),
        lacking=sum(any(each.required and each.state != "valid" for each in one.standings) for one in advisors),
        expiring=sum(any(each.expiring for each in one.standings) for one in advisors),
    )


async def load_courses(connection: AsyncConnection, campaign: str) -> list[Course]:
    """Return the rules of all courses."""
    return [each.value for each in await topic_store.list_courses(connection, campaign)]


async def load_standings(
    connection: AsyncConnection,
    campaign: str,
    advisor: str,
    *,
    queues: Collection[str],
    roles: Collection[str],
    now: datetime,
) -> list[CourseStanding]:
    """Return the standing of one advisor in each course."""
    courses = await load_courses(connection, campaign)
    marks = group_marks(await session_store.list_marks(connection, campaign, advisors=[advisor]))
    return standings_of(courses, marks, advisor, queues=queues, roles=roles, now=now)


def group_marks(rows: Iterable[MarkRow]) -> Marks:
    """Return marks by advisor and course."""
    marks: dict[tuple[str, str], list[CourseMark]] = {}
    for row in rows:
        mark = CourseMark(local_date(row.starts_at), row.attempt, row.passed, row.valid_until)
        marks.setdefault((row.advisor, row.course), []).append(mark)
    return marks


def standings_of(
    courses: Iterable[Course],
    marks: Marks,
    advisor: str,
    *,
    queues: Collection[str],
    roles: Collection[str],
    now: datetime,
) -> list[CourseStanding]:
    """Return the standing of an advisor with these queues and roles in each course."""
    today = local_date(now)
    return [standing_of(each, marks.get((advisor, each.id), []), today, queues=queues, roles=roles) for each in courses]


def _present(
    site: Site,
    person: StaffMember,
    courses: Collection[Course],
    marks: Marks,
    now: datetime,
    *,
    queues: Collection[str],
) -> TrainedAdvisor:
    standings = standings_of(courses, marks, person.user, queues=queues, roles=person.roles, now=now)
    return TrainedAdvisor(
        advisor=person.user,
        name=person.name,
        queues=sorted(queues),
        standings=[present_standing(each, local_date(now)) for each in standings if each.is_shown],
        gates=present_gates(gates_of(standings, queues, site.training.gated_queues), site),
    )
