"""Sessions and their participants in the database.

Owns the tables training_session, where the trainer's name is encrypted, training_participant and training_reminder.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from agent_api.training.domain.participation import Participation
from eventlog.facts.people.training import Attendance, SessionState
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import training_participant, training_reminder, training_session

TRAINER: Final = "training_session.trainer"


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A session; ``line`` is empty for all lines, and ``trainer`` encrypted."""

    id: str
    course: str
    version: int
    line: str
    channel: str
    place: str
    trainer: bytes
    starts_at: datetime
    minutes: int
    state: SessionState = "planned"
    revision: int = 1
    created_at: datetime
    created_by: str


class ParticipantRow(msgspec.Struct, frozen=True, kw_only=True):
    """A participant of a session with their record; see `Participation`."""

    session: str
    advisor: str
    attendance: Attendance = "planned"
    reason: str = ""
    mark: Decimal | None = None
    attempt: int = 0
    passed: bool | None = None
    valid_until: date | None = None
    recorded_at: datetime | None = None
    recorded_by: str = ""
    acknowledged_at: datetime | None = None

    @property
    def value(self) -> Participation:
        """The part that decides which steps are possible."""
        names = [name for name in Participation.__struct_fields__ if name != "acknowledged"]
        columns = {name: getattr(self, name) for name in names}
        return Participation(**columns, acknowledged=self.acknowledged_at is not None)


class SessionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of sessions; None matches any. ``begins`` and ``ends`` are moments, the second one excluded."""

    course: str | None = None
    state: SessionState | None = None
    line: str | None = None
    advisor: str | None = None
    begins: datetime | None = None
    ends: datetime | None = None


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, training_session, campaign)
    return await next_number(connection, training_session, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: SessionRow) -> None:
    """Store a new session."""
    await connection.execute(insert(training_session).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> SessionRow | None:
    """Find a session; with ``lock``, keep others from changing it until the transaction ends."""
    query = _select_of(campaign).where(training_session.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else SessionRow(**row)


async def update_columns(connection: AsyncConnection, campaign: str, id_: str, **columns: Any) -> None:
    """Update columns of a session."""
    row = training_session.c
    await connection.execute(update(training_session).where(row.campaign == campaign, row.id == id_).values(columns))


async def page(
    connection: AsyncConnection,
    campaign: str,
    filter_: SessionFilter,
    *,
    sort: str = "-starts_at",
    limit: int,
    after: Cursor | None = None,
) -> list[SessionRow]:
    """Return a page of sessions by their start, that continues ``after`` the previous page."""
    row, query = training_session.c, _select_of(campaign).where(*_conditions(campaign, filter_))
    order = tuple_(row.starts_at, row.id)
    down = sort.startswith("-")
    if after is not None:
        end = tuple_(after.at, after.id)
        query = query.where(order < end if down else order > end)
    columns = (row.starts_at.desc(), row.id.desc()) if down else (row.starts_at, row.id)
    rows = await connection.execute(query.order_by(*columns).limit(limit))
    return [SessionRow(**each) for each in rows.mappings()]


async def add_participants(
    connection: AsyncConnection, campaign: str, session: str, advisors: Collection[str]
) -> list[str]:
    """Plan advisors for a session; return those who were not planned before, sorted."""
    if not advisors:
        return []
    rows = [
        {"campaign": campaign, "session": session, "advisor": each}
        | {"attendance": "planned", "reason": "", "attempt": 0, "recorded_by": ""}
        for each in sorted(advisors)
    ]
    added = insert(training_participant).values(rows).on_conflict_do_nothing()
    return sorted((await connection.execute(added.returning(training_participant.c.advisor))).scalars())


async def remove_participants(
    connection: AsyncConnection, campaign: str, session: str, advisors: Collection[str]
) -> None:
    """Remove participants of a session."""
    row = training_participant.c
    condition = (row.campaign == campaign, row.session == session, row.advisor.in_(advisors))
    await connection.execute(delete(training_participant).where(*condition))


async def list_participants(
    connection: AsyncConnection, campaign: str, sessions: Collection[str]
) -> list[ParticipantRow]:
    """List the participants of sessions by session and login."""
    row = training_participant.c
    query = _participants_of(campaign).where(row.session.in_(sessions)).order_by(row.session, row.advisor)
    return [ParticipantRow(**each) for each in (await connection.execute(query)).mappings()]


async def save_participant(connection: AsyncConnection, campaign: str, row: ParticipantRow) -> None:
    """Store the record of a participant of a session."""
    c = training_participant.c
    statement = update(training_participant).where(
        c.campaign == campaign, c.session == row.session, c.advisor == row.advisor
    )
    await connection.execute(statement.values(**msgspec.structs.asdict(row)))


class MarkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A mark of an advisor in a course; ``starts_at`` is of its session."""

    session: str
    course: str
    advisor: str
    starts_at: datetime
    mark: Decimal
    attempt: int
    passed: bool
    valid_until: date | None


async def list_marks(
    connection: AsyncConnection, campaign: str, *, advisors: Collection[str] | None = None, course: str | None = None
) -> list[MarkRow]:
    """List the marks of advisors in a course, in the order of the sessions; None means all."""
    row, session = training_participant.c, training_session.c
    same = (session.campaign == row.campaign) & (session.id == row.session)
    query = (
        select(row.session, session.course, row.advisor, session.starts_at)
        .add_columns(row.mark, row.attempt, row.passed, row.valid_until)
        .join(training_session, same)
        .where(row.campaign == campaign, row.mark.is_not(None), session.state != "cancelled")
    )
    query = query if advisors is None else query.where(row.advisor.in_(advisors))
    query = query if course is None else query.where(session.course == course)
    rows = await connection.execute(query.order_by(session.starts_at, session.id, row.advisor))
    return [MarkRow(**each) for each in rows.mappings()]


async def list_of_advisor(
    connection: AsyncConnection, campaign: str, advisor: str
) -> list[tuple[SessionRow, ParticipantRow]]:
    """List the sessions of an advisor with their record, the last one first."""
    sessions = await page(connection, campaign, SessionFilter(advisor=advisor), limit=500)
    ids = [each.id for each in sessions]
    row = training_participant.c
    query = _participants_of(campaign).where(row.session.in_(ids), row.advisor == advisor)
    own = {each["session"]: ParticipantRow(**each) for each in (await connection.execute(query)).mappings()}
    return [(each, own[each.id]) for each in sessions]


async def count_participants(
    connection: AsyncConnection, campaign: str, sessions: Collection[str]
) -> dict[str, dict[str, int]]:
    """Count the participants of sessions by attendance."""
    row = training_participant.c
    query = select(row.session, row.attendance, func.count()).where(row.campaign == campaign, row.session.in_(sessions))
    counts: dict[str, dict[str, int]] = {}
    for session, attendance, number in await connection.execute(query.group_by(row.session, row.attendance)):
        counts.setdefault(session, {})[attendance] = number
    return counts


async def claim_reminder(
    connection: AsyncConnection, campaign: str, advisor: str, subject: str, *, day: date, reminder: int, now: datetime
) -> bool:
    """Claim a reminder; return False if any transaction claimed it before.

    Call it within the transaction that sends the reminder.
    """
    row = {"campaign": campaign, "advisor": advisor, "subject": subject, "day": day, "reminder": reminder, "at": now}
    statement = insert(training_reminder).values(row).on_conflict_do_nothing().returning(training_reminder.c.advisor)
    return (await connection.execute(statement)).one_or_none() is not None


def encrypt_trainer(cipher: FieldCipher, campaign: str, id_: str, name: str) -> bytes:
    """Encrypt the name of a trainer."""
    return cipher.encrypt(name, field=TRAINER, row=row_key(campaign, id_))


def decrypt_trainer(cipher: FieldCipher, campaign: str, row: SessionRow) -> str:
    """Decrypt the name of the trainer of a session."""
    return cipher.decrypt(row.trainer, field=TRAINER, row=row_key(campaign, row.id))


def _select_of(campaign: str) -> Select[Any]:
    row = training_session.c
    return select(*(row[name] for name in SessionRow.__struct_fields__)).where(row.campaign == campaign)


def _participants_of(campaign: str) -> Select[Any]:
    row = training_participant.c
    return select(*(row[name] for name in ParticipantRow.__struct_fields__)).where(row.campaign == campaign)


def _conditions(campaign: str, filter_: SessionFilter) -> Sequence[ColumnElement[bool]]:
    row = training_session.c
    names = ("course", "state", "line")
    conditions = [row[name] == value for name in names if (value := getattr(filter_, name)) is not None]
    if filter_.begins is not None:
        conditions.append(row.starts_at >= filter_.begins)
    if filter_.ends is not None:
        conditions.append(row.starts_at < filter_.ends)
    if filter_.advisor is not None:
        planned = training_participant.c
        own = select(planned.session).where(planned.campaign == campaign, planned.advisor == filter_.advisor)
        conditions.append(row.id.in_(own))
    return conditions
