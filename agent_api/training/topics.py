"""Courses and their material: create, change, add a version, list.

Each change is one transaction with its fact. A change on an old revision changes nothing.
"""

from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.training import topic_store as store
from agent_api.training.materials import file_store
from agent_api.training.presenters import present_course
from agent_api.training.problems import CourseUnknown, TrainingChanged, TrainingInvalid
from agent_api.training.schemas import (
    CourseChangeForm,
    CourseForm,
    MaterialForm,
    MaterialUpload,
    TrainingCourse,
    TrainingCourses,
)
from agent_api.training.topic_store import CourseRow, MaterialRow
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.facts import (
    AnyFact,
    TrainingCourseChanged,
    TrainingCourseCreated,
    TrainingMaterialAdded,
    TrainingRequirementChanged,
)
from storage.postgres.engine import read_connection, unit_of_work


async def list_courses(context: ApiContext) -> TrainingCourses:
    """Return all courses with their material."""
    async with read_connection(context.engine) as connection:
        rows = await store.list_courses(connection, context.campaign)
        return TrainingCourses(courses=await _present(connection, context, rows))


async def read_course(context: ApiContext, id_: str) -> TrainingCourse:
    """Return a course.

    Raises:
        CourseUnknown: there is none.
    """
    async with read_connection(context.engine) as connection:
        row = require_course(await store.find_course(connection, context.campaign, id_))
        return (await _present(connection, context, [row]))[0]


async def create_course(context: ApiContext, principal: Principal, form: CourseForm) -> str:
    """Store a new course, and return its number.

    Raises:
        TrainingInvalid: it names a queue that the site does not have, or requires it without a day.
    """
    _check(context.site, form)
    now = context.now()
    async with unit_of_work(context.engine) as connection:
        id_ = await store.next_id(connection, context.campaign, now.astimezone(COLOMBIA).year)
        row = CourseRow(id=id_, created_at=now, created_by=principal.user, **_rules(context.site, form))
        await store.add_course(connection, context.campaign, row)
        fact = TrainingCourseCreated(
            course=id_, pass_mark=row.pass_mark, attempts=row.attempts, validity_months=row.validity_months
        )
        author = principal.author(at=now, site_version=context.site.version)
        facts: list[AnyFact] = [fact, *([_requirement_fact(row)] if row.required_from else [])]
        await append_facts(connection, context.campaign, facts, author)
    return id_


async def change_course(context: ApiContext, principal: Principal, id_: str, form: CourseChangeForm) -> None:
    """Change the rules of a course; marks that were recorded before keep their result.

    Raises:
        CourseUnknown: there is none.
        TrainingChanged: another person changed it since it was read.
        TrainingInvalid: as in `create_course`.
    """
    _check(context.site, form)
    now = context.now()
    async with unit_of_work(context.engine) as connection:
        row = require_course(await store.find_course(connection, context.campaign, id_, lock=True))
        if row.revision != form.revision:
            raise TrainingChanged
        rules = _rules(context.site, form)
        after = msgspec.structs.replace(row, **rules, retired=form.retired, revision=row.revision + 1)
        await store.update_course(connection, context.campaign, after)
        fact = TrainingCourseChanged(
            course=id_,
            pass_mark=after.pass_mark,
            attempts=after.attempts,
            validity_months=after.validity_months,
            required=after.required_from is not None and not after.retired,
            retired=after.retired,
        )
        changed = _requirement_fact(after)
        facts: list[AnyFact] = [fact, *([changed] if changed != _requirement_fact(row) else [])]
        author = principal.author(at=now, site_version=context.site.version)
        await append_facts(connection, context.campaign, facts, author)


async def add_material(context: ApiContext, principal: Principal, id_: str, form: MaterialForm) -> None:
    """Add a version of the material of a course.

    Raises:
        CourseUnknown: there is none.
    """
    async with unit_of_work(context.engine) as connection:
        await add_version(connection, context, principal, id_, form)


async def add_version(
    connection: AsyncConnection, context: ApiContext, principal: Principal, id_: str, form: MaterialUpload
) -> int:
    """Add a version of the material in the transaction of the caller, and return its number.

    Raises:
        CourseUnknown: there is none.
    """
    now = context.now()
    require_course(await store.find_course(connection, context.campaign, id_, lock=True))
    version = await store.next_version(connection, context.campaign, id_)
    row = MaterialRow(course=id_, version=version, at=now, who=principal.user, **{"address": "", **form.model_dump()})
    await store.add_material(connection, context.campaign, row)
    author = principal.author(at=now, site_version=context.site.version)
    await append_facts(connection, context.campaign, [TrainingMaterialAdded(course=id_, version=version)], author)
    return version


def require_course(row: CourseRow | None) -> CourseRow:
    """Return a course.

    Raises:
        CourseUnknown: there is none.
    """
    if row is None:
        raise CourseUnknown
    return row


async def _present(connection: AsyncConnection, context: ApiContext, rows: list[CourseRow]) -> list[TrainingCourse]:
    courses = [each.id for each in rows]
    materials = await store.list_materials(connection, context.campaign, courses)
    files = await file_store.list_files(connection, context.cipher, context.campaign, courses)
    people = {each.who for each in materials}
    names = await load_names(connection, context.site, context.cipher, people)
    return [present_course(row, [each for each in materials if each.course == row.id], files, names) for row in rows]


def _requirement_fact(row: CourseRow) -> TrainingRequirementChanged:
    return TrainingRequirementChanged(
        course=row.id,
        queues=",".join(row.required_queues),
        roles=",".join(row.required_roles),
        required_from="" if row.required_from is None or row.retired else row.required_from.isoformat(),
    )


def _rules(site: Site, form: CourseForm) -> dict[str, Any]:
    """Return the columns of the rules of a form, with the site's defaults."""
    rules = site.training
    return {
        "title": form.title,
        "pass_mark": rules.pass_mark if form.pass_mark is None else form.pass_mark,
        "attempts": rules.attempts if form.attempts is None else form.attempts,
        "validity_months": rules.validity_months if form.validity_months is None else form.validity_months,
        "required_queues": tuple(dict.fromkeys(form.required_queues)),
        "required_roles": tuple(dict.fromkeys(form.required_roles)),
        "required_from": form.required_from,
    }


def _check(site: Site, form: CourseForm) -> None:
    faults = [
        (f"required_queues.{index}", f"El sitio no tiene ninguna cola «{queue}».")
        for index, queue in enumerate(form.required_queues)
        if queue not in site.queues
    ]
    has_scope = bool(form.required_queues or form.required_roles)
    if has_scope and form.required_from is None:
        faults.append(("required_from", "Diga desde qué día se exige."))
    if form.required_from is not None and not has_scope:
        faults.append(("required_queues", "Diga qué colas o qué roles lo exigen."))
    if faults:
        raise TrainingInvalid(faults)
