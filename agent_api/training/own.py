"""The training of the signed-in advisor: what is due, their sessions, and the acknowledgement of their record."""

from collections.abc import Mapping, Sequence

import msgspec

from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.roster.queries import read_assigned_queues
from agent_api.training import session_store, topic_store
from agent_api.training.domain.course import Course
from agent_api.training.domain.participation import MarkedAttempt, TrainingRefusal, acknowledge
from agent_api.training.domain.validity import gates_of
from agent_api.training.materials import file_store
from agent_api.training.presenters import (
    MaterialFiles,
    present_gates,
    present_own_material,
    present_participant,
    present_standing,
)
from agent_api.training.problems import SessionUnknown, TrainingRefused
from agent_api.training.register import attempts_besides
from agent_api.training.schemas import (
    OwnTraining,
    OwnTrainingSession,
    OwnTrainingStanding,
)
from agent_api.training.session_store import ParticipantRow, SessionRow, decrypt_trainer
from agent_api.training.sessions import append
from agent_api.training.standings import group_marks, load_courses, standings_of
from agent_api.training.topic_store import MaterialRow
from eventlog.facts import TrainingAcknowledged
from storage.postgres.engine import read_connection, unit_of_work


async def read_own(context: ApiContext, principal: Principal) -> OwnTraining:
    """Return the training of the reader."""
    site, campaign, user, now = context.site, context.campaign, principal.user, context.now()
    async with read_connection(context.engine) as connection:
        courses = {each.id: each for each in await load_courses(connection, campaign)}
        marks = await session_store.list_marks(connection, campaign, advisors=[user])
        own = await session_store.list_of_advisor(connection, campaign, user)
        names = await load_names(connection, site, context.cipher, [user])
        queues = (await read_assigned_queues(connection, site, [user]))[user]
        grouped = group_marks(marks)
        standings = standings_of(courses.values(), grouped, user, queues=queues, roles=principal.roles, now=now)
        shown = [each for each in standings if each.is_shown]
        of_interest = {row.course for row, _ in own} | {each.course.id for each in shown}
        materials = await topic_store.list_materials(connection, campaign, of_interest)
        files = await file_store.list_files(connection, context.cipher, campaign, of_interest)
    by_version = {(each.course, each.version): each for each in materials}
    last = {each.course: each for each in reversed(materials)}
    return OwnTraining(
        standings=[
            OwnTrainingStanding(
                **present_standing(each, local_date(now)).model_dump(),
                material_version=present_own_material(last[each.course.id], files) if each.course.id in last else None,
            )
            for each in shown
        ],
        sessions=[
            _present_session(
                context,
                courses[row.course],
                (row, record),
                by_version[row.course, row.version],
                files=files,
                names=names,
                others=attempts_besides([each for each in marks if each.course == row.course], user, row.id),
            )
            for row, record in own
        ],
        gates=present_gates(gates_of(standings, queues, site.training.gated_queues), site),
    )


def _present_session(
    context: ApiContext,
    course: Course,
    own: tuple[SessionRow, ParticipantRow],
    material: MaterialRow,
    *,
    files: MaterialFiles,
    names: Mapping[str, str],
    others: Sequence[MarkedAttempt],
) -> OwnTrainingSession:
    row, record = own
    return OwnTrainingSession(
        id=row.id,
        title=course.title,
        attempts=course.attempts,
        pass_mark=course.pass_mark,
        version=row.version,
        material_version=present_own_material(material, files),
        material=material.address,
        trainer=decrypt_trainer(context.cipher, context.campaign, row),
        place=row.place,
        starts_at=row.starts_at,
        minutes=row.minutes,
        state=row.state,
        record=present_participant(record, context.site, names, others),
        can_acknowledge=not isinstance(acknowledge(record.value, record.advisor), TrainingRefusal),
    )


async def acknowledge_record(context: ApiContext, principal: Principal, session: str) -> None:
    """Acknowledge the reader's own attendance and mark in a session.

    Raises:
        SessionUnknown: they are not expected at a session with this number.
        TrainingRefused: nothing is recorded yet, or it was acknowledged before.
    """
    async with unit_of_work(context.engine) as connection:
        await session_store.find(connection, context.campaign, session, lock=True)
        listed = await session_store.list_participants(connection, context.campaign, [session])
        row = next((each for each in listed if each.advisor == principal.user), None)
        if row is None:
            raise SessionUnknown
        after = acknowledge(row.value, principal.user)
        if isinstance(after, TrainingRefusal):
            raise TrainingRefused(after)
        done = msgspec.structs.replace(row, acknowledged_at=context.now())
        await session_store.save_participant(connection, context.campaign, done)
        await append(connection, context, principal, [TrainingAcknowledged(session=session, advisor=principal.user)])
