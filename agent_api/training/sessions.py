"""Sessions: plan, move, cancel, say who is expected, and take the register of attendance and marks.

Each change is one transaction with its facts and its notifications. A register is stored as a whole or not at all; a
change on an old revision changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date, start_of_day
from agent_api.kit.facts import append_facts
from agent_api.kit.pagination import Cursor
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.training import register, session_store, topic_store
from agent_api.training.presenters import present_participant, present_session
from agent_api.training.problems import SessionClosed, SessionUnknown, TrainingChanged, TrainingInvalid
from agent_api.training.register import Fault, attempts_besides
from agent_api.training.schemas import (
    ParticipantsForm,
    RegisterForm,
    SessionMoveForm,
    TrainingSessionDetail,
    TrainingSessionForm,
    TrainingSessionPage,
    TrainingSessionQuery,
)
from agent_api.training.session_store import SessionFilter, SessionRow, encrypt_trainer
from agent_api.training.standings import ADVISOR_ROLES
from agent_api.training.topics import require_course
from config.timezone import COLOMBIA
from eventlog.facts import (
    AnyFact,
    TrainingParticipantPlanned,
    TrainingParticipantRemoved,
    TrainingSessionCancelled,
    TrainingSessionMoved,
    TrainingSessionPlanned,
)
from storage.postgres.engine import read_connection, unit_of_work

_DAY: Final = timedelta(days=1)


async def list_sessions(context: ApiContext, query: TrainingSessionQuery, after: Cursor | None) -> TrainingSessionPage:
    """Return a page of the schedule."""
    filter_ = SessionFilter(
        course=query.course,
        state=query.state,
        line=query.line,
        advisor=query.advisor,
        begins=start_of_day(query.starts_from) if query.starts_from else None,
        ends=start_of_day(query.starts_to + _DAY) if query.starts_to else None,
    )
    site, campaign = context.site, context.campaign
    async with read_connection(context.engine) as connection:
        rows = await session_store.page(
            connection, campaign, filter_, sort=query.sort, limit=query.limit + 1, after=after
        )
        page = rows[: query.limit]
        counts = await session_store.count_participants(connection, campaign, [each.id for each in page])
        titles = await load_titles(connection, campaign, {each.course for each in page})
    return TrainingSessionPage(
        sessions=[
            present_session(each, titles[each.course], counts.get(each.id, {}), site, context.cipher) for each in page
        ],
        next=Cursor(page[-1].starts_at, page[-1].id).encode() if len(rows) > query.limit else None,
    )


async def read_session(context: ApiContext, id_: str) -> TrainingSessionDetail:
    """Return a session with its participants by name.

    Raises:
        SessionUnknown: there is none.
    """
    site, campaign = context.site, context.campaign
    async with read_connection(context.engine) as connection:
        row = require_session(await session_store.find(connection, campaign, id_))
        course = require_course(await topic_store.find_course(connection, campaign, row.course))
        participants = await session_store.list_participants(connection, campaign, [id_])
        people = {each.advisor for each in participants}
        marks = await session_store.list_marks(connection, campaign, advisors=people, course=row.course)
        names = await load_names(connection, site, context.cipher, people)
    counts: dict[str, int] = {}
    for each in participants:
        counts[each.attendance] = counts.get(each.attendance, 0) + 1
    presented = [
        present_participant(each, site, names, attempts_besides(marks, each.advisor, id_)) for each in participants
    ]
    return TrainingSessionDetail(
        **present_session(row, course.title, counts, site, context.cipher).model_dump(),
        pass_mark=course.pass_mark,
        attempts=course.attempts,
        participants=sorted(presented, key=lambda each: (each.name, each.advisor)),
    )


async def plan_session(context: ApiContext, principal: Principal, form: TrainingSessionForm) -> str:
    """Plan a session, notify who is expected, and return its number.

    Raises:
        TrainingInvalid: the course, the version, the line or an advisor does not exist, or the course is retired.
    """
    now, campaign = context.now(), context.campaign
    async with unit_of_work(context.engine) as connection:
        version = await _check_plan(connection, context, form)
        id_ = await session_store.next_id(connection, campaign, now.astimezone(COLOMBIA).year)
        row = SessionRow(
            id=id_,
            course=form.course,
            version=version,
            line=form.line or "",
            channel=form.channel,
            place=form.place,
            trainer=encrypt_trainer(context.cipher, campaign, id_, form.trainer),
            starts_at=form.starts_at,
            minutes=form.minutes,
            created_at=now,
            created_by=principal.user,
        )
        await session_store.add(connection, campaign, row)
        await append(connection, context, principal, [planned_fact(row)])
        await plan_participants(connection, context, principal, row, form.advisors)
    return id_


async def move_session(context: ApiContext, principal: Principal, id_: str, form: SessionMoveForm) -> None:
    """Change time, place or trainer of a planned session, and notify who is expected.

    Raises:
        SessionUnknown: there is none.
        TrainingChanged: another person changed it since it was read.
        SessionClosed: it was held or cancelled.
    """
    async with unit_of_work(context.engine) as connection:
        row = await _lock_planned(connection, context, id_, form.revision)
        await session_store.update_columns(
            connection,
            context.campaign,
            id_,
            trainer=encrypt_trainer(context.cipher, context.campaign, id_, form.trainer),
            place=form.place,
            starts_at=form.starts_at,
            minutes=form.minutes,
            revision=row.revision + 1,
        )
        fact = TrainingSessionMoved(session=id_, starts_at=form.starts_at.isoformat(), minutes=form.minutes)
        await append(connection, context, principal, [fact])
        await _notify_all(connection, context, _cause(principal, row, "training_moved", form.starts_at), id_)


async def cancel_session(context: ApiContext, principal: Principal, id_: str, revision: int) -> None:
    """Cancel a planned session, and notify who was expected.

    Raises:
        SessionUnknown, TrainingChanged, SessionClosed: as in `move_session`.
    """
    async with unit_of_work(context.engine) as connection:
        row = await _lock_planned(connection, context, id_, revision)
        await session_store.update_columns(
            connection, context.campaign, id_, state="cancelled", revision=row.revision + 1
        )
        await append(connection, context, principal, [TrainingSessionCancelled(session=id_)])
        await _notify_all(connection, context, _cause(principal, row, "training_cancelled", row.starts_at), id_)


async def set_participants(context: ApiContext, principal: Principal, id_: str, form: ParticipantsForm) -> None:
    """Say who is expected at a session; a person with a recorded attendance stays.

    Raises:
        SessionUnknown: there is none.
        SessionClosed: it was cancelled.
        TrainingInvalid: one is no advisor of the campaign.
    """
    campaign = context.campaign
    async with unit_of_work(context.engine) as connection:
        row = require_session(await session_store.find(connection, campaign, id_, lock=True))
        if row.state == "cancelled":
            raise SessionClosed
        before = await session_store.list_participants(connection, campaign, [id_])
        faults = await _advisor_faults(connection, context, form.advisors, {each.advisor for each in before})
        if faults:
            raise TrainingInvalid(faults)
        gone = {each.advisor for each in before if each.attendance == "planned"} - set(form.advisors)
        await session_store.remove_participants(connection, campaign, id_, gone)
        facts = [TrainingParticipantRemoved(session=id_, advisor=each) for each in sorted(gone)]
        await append(connection, context, principal, facts)
        await plan_participants(connection, context, principal, row, form.advisors)
        await session_store.update_columns(connection, campaign, id_, revision=row.revision + 1)


async def take_register(context: ApiContext, principal: Principal, id_: str, form: RegisterForm) -> None:
    """Record attendance and marks, and notify each advisor of their record.

    Raises:
        SessionUnknown: there is none.
        TrainingChanged: another person changed the session since it was read.
        TrainingRefused: the session was cancelled, or its day has not come.
        TrainingInvalid: a row is refused; none is stored.
    """
    campaign = context.campaign
    async with unit_of_work(context.engine) as connection:
        row = require_session(await session_store.find(connection, campaign, id_, lock=True))
        if row.revision != form.revision:
            raise TrainingChanged
        course = require_course(await topic_store.find_course(connection, campaign, row.course, lock=True))
        changes = await register.judge(connection, context, principal, form, session=row, course=course.value)
        for each in changes:
            await session_store.save_participant(connection, campaign, each.row)
        await append(connection, context, principal, [fact for each in changes for fact in each.facts])
        state = await register.state_after(connection, campaign, id_)
        await session_store.update_columns(connection, campaign, id_, state=state, revision=row.revision + 1)
        recorded = [each.row.advisor for each in changes if each.row.attendance != "planned"]
        cause = _cause(principal, row, "training_recorded", row.starts_at)
        await notify(connection, campaign, cause, recorded, context.now())


async def plan_participants(
    connection: AsyncConnection, context: ApiContext, principal: Principal, row: SessionRow, advisors: Collection[str]
) -> None:
    """Plan advisors for a session in the transaction of the caller, and notify the new ones."""
    added = await session_store.add_participants(connection, context.campaign, row.id, advisors)
    facts = [TrainingParticipantPlanned(session=row.id, advisor=each) for each in added]
    await append(connection, context, principal, facts)
    cause = _cause(principal, row, "training_planned", row.starts_at)
    await notify(connection, context.campaign, cause, added, context.now())


def require_session(row: SessionRow | None) -> SessionRow:
    """Return a session.

    Raises:
        SessionUnknown: there is none.
    """
    if row is None:
        raise SessionUnknown
    return row


async def load_titles(connection: AsyncConnection, campaign: str, courses: Collection[str]) -> Mapping[str, str]:
    """Return the titles of courses by number."""
    return {each.id: each.title for each in await topic_store.list_courses(connection, campaign, courses)}


async def append(
    connection: AsyncConnection, context: ApiContext, principal: Principal, facts: Iterable[AnyFact]
) -> None:
    """Append facts as the acts of a user."""
    author = principal.author(at=context.now(), site_version=context.site.version)
    await append_facts(connection, context.campaign, list(facts), author)


def planned_fact(row: SessionRow) -> TrainingSessionPlanned:
    """Return the fact of a new session."""
    return TrainingSessionPlanned(
        session=row.id,
        course=row.course,
        version=row.version,
        starts_at=row.starts_at.isoformat(),
        minutes=row.minutes,
    )


async def _lock_planned(connection: AsyncConnection, context: ApiContext, id_: str, revision: int) -> SessionRow:
    row = require_session(await session_store.find(connection, context.campaign, id_, lock=True))
    if row.revision != revision:
        raise TrainingChanged
    if row.state != "planned":
        raise SessionClosed
    return row


async def _check_plan(connection: AsyncConnection, context: ApiContext, form: TrainingSessionForm) -> int:
    """Return the version of the material of a new session.

    Raises:
        TrainingInvalid: see `plan_session`.
    """
    course = await topic_store.find_course(connection, context.campaign, form.course)
    materials = await topic_store.list_materials(connection, context.campaign, [form.course])
    faults: list[Fault] = []
    if course is None or course.retired:
        faults.append(("course", "No hay ningún tema vigente con ese número."))
    elif not materials:
        faults.append(("course", "El tema no tiene material: agréguele una versión."))
    if form.version is not None and form.version not in {each.version for each in materials}:
        faults.append(("version", "El tema no tiene esa versión del material."))
    if form.line is not None and form.line not in context.site.lines:
        faults.append(("line", "El sitio no tiene esa línea."))
    faults += await _advisor_faults(connection, context, form.advisors, ())
    if faults:
        raise TrainingInvalid(faults)
    return form.version or materials[0].version


async def _advisor_faults(
    connection: AsyncConnection, context: ApiContext, advisors: Collection[str], known: Collection[str]
) -> list[Fault]:
    today = local_date(context.now())
    people = await users_with_roles(connection, context.campaign, ADVISOR_ROLES, today) | set(known)
    return [
        (f"advisors.{index}", f"«{each}» no es un asesor de la campaña.")
        for index, each in enumerate(advisors)
        if each not in people
    ]


async def _notify_all(connection: AsyncConnection, context: ApiContext, cause: NotificationCause, session: str) -> None:
    participants = await session_store.list_participants(connection, context.campaign, [session])
    people = [each.advisor for each in participants]
    await notify(connection, context.campaign, cause, people, context.now())


def _cause(principal: Principal, row: SessionRow, kind: NotificationKind, starts_at: datetime) -> NotificationCause:
    return NotificationCause(
        kind=kind,
        number=row.id,
        event=f"{kind} {row.revision}",
        by_user=principal.user,
        due_on=local_date(starts_at),
    )
