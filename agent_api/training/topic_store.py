"""Courses and versions of their material in the database.

Owns the tables training_course and training_material.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.training.domain.course import Course
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import training_course, training_material


class CourseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table of courses; ``created_by`` is a login."""

    id: str
    title: str
    pass_mark: int
    attempts: int
    validity_months: int
    required_queues: tuple[str, ...] = ()
    required_roles: tuple[str, ...] = ()
    required_from: date | None = None
    retired: bool = False
    revision: int = 1
    created_at: datetime
    created_by: str

    @property
    def value(self) -> Course:
        """The rules of the course."""
        return Course(**{name: getattr(self, name) for name in Course.__struct_fields__})


class MaterialRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a course's material; ``address`` is a link, or names an attachment."""

    course: str
    version: int
    title: str
    address: str
    dated_on: date
    minutes: int
    at: datetime
    who: str


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, training_course, campaign)
    return await next_number(connection, training_course, campaign, year)


async def add_course(connection: AsyncConnection, campaign: str, row: CourseRow) -> None:
    """Store a new course."""
    await connection.execute(insert(training_course).values(campaign=campaign, **_columns(row)))


async def find_course(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> CourseRow | None:
    """Find a course; with ``lock``, keep others from changing it until the transaction ends."""
    query = _courses_of(campaign).where(training_course.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else _course_row(dict(row))


async def update_course(connection: AsyncConnection, campaign: str, row: CourseRow) -> None:
    """Store the columns of a course that was found before."""
    c = training_course.c
    statement = update(training_course).where(c.campaign == campaign, c.id == row.id).values(**_columns(row))
    await connection.execute(statement)


async def list_courses(
    connection: AsyncConnection, campaign: str, ids: Collection[str] | None = None
) -> list[CourseRow]:
    """List courses by title; those in force first. ``ids`` restricts them; None means all."""
    c = training_course.c
    query = _courses_of(campaign) if ids is None else _courses_of(campaign).where(c.id.in_(ids))
    rows = (await connection.execute(query.order_by(c.retired, c.title, c.id))).mappings()
    return [_course_row(dict(each)) for each in rows]


async def next_version(connection: AsyncConnection, campaign: str, course: str) -> int:
    """Return the number of the next material of a course that is locked."""
    c = training_material.c
    query = select(func.count()).where(c.campaign == campaign, c.course == course)
    return int(await connection.scalar(query) or 0) + 1


async def add_material(connection: AsyncConnection, campaign: str, row: MaterialRow) -> None:
    """Store a version of the material of a course."""
    await connection.execute(insert(training_material).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def list_materials(connection: AsyncConnection, campaign: str, courses: Collection[str]) -> list[MaterialRow]:
    """List the materials of courses, the last version of each first."""
    c = training_material.c
    query = select(*(c[name] for name in MaterialRow.__struct_fields__)).where(c.campaign == campaign)
    rows = (
        await connection.execute(query.where(c.course.in_(courses)).order_by(c.course, c.version.desc()))
    ).mappings()
    return [MaterialRow(**each) for each in rows]


def _courses_of(campaign: str) -> Select[Any]:
    c = training_course.c
    return select(*(c[name] for name in CourseRow.__struct_fields__)).where(c.campaign == campaign)


def _columns(row: CourseRow) -> dict[str, Any]:
    columns = msgspec.structs.asdict(row)
    return columns | {name: list(columns[name]) for name in ("required_queues", "required_roles")}


def _course_row(columns: dict[str, Any]) -> CourseRow:
    return CourseRow(**columns | {name: tuple(columns[name]) for name in ("required_queues", "required_roles")})
