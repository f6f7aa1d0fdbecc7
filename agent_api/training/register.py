"""The register of a session: each row judged by the state machine, and what a changed row stores and states."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.training import session_store
from agent_api.training.domain.course import Course
from agent_api.training.domain.participation import (
    MarkedAttempt,
    Participation,
    RegisterEntry,
    RegisterRules,
    TrainingRefusal,
    record,
)
from agent_api.training.presenters import format_mark
from agent_api.training.problems import TrainingInvalid, TrainingRefused
from agent_api.training.schemas import RegisterForm, RegisterRow
from agent_api.training.session_store import MarkRow, ParticipantRow, SessionRow
from eventlog.facts import AnyFact, TrainingAttendanceRecorded, TrainingMarkRecorded
from eventlog.facts.people.training import SessionState

Fault = tuple[str, str]
_OF_THE_SESSION: Final = ("training_session_cancelled", "training_session_ahead")
_FIELDS: Final[Mapping[str, str]] = {
    "training_reason_missing": "reason",
    "training_own_record": "advisor",
    "training_acknowledged": "advisor",
}
"""Field of a row that a refusal is about; the others are about the mark."""


class RegisterChange(NamedTuple):
    """A participant after a row of the register, and the facts of the change."""

    row: ParticipantRow
    facts: tuple[AnyFact, ...]


async def judge(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    form: RegisterForm,
    *,
    session: SessionRow,
    course: Course,
) -> list[RegisterChange]:
    """Return what the rows of a register change; a row that changes nothing is left out.

    Raises:
        TrainingRefused: the session takes no register.
        TrainingInvalid: rows are refused.
    """
    campaign = context.campaign
    listed = await session_store.list_participants(connection, campaign, [session.id])
    participants = {each.advisor: each for each in listed}
    marks = await session_store.list_marks(connection, campaign, advisors=participants, course=session.course)
    day, today = local_date(session.starts_at), local_date(context.now())
    rules = RegisterRules(course, day, session.state, context.site.training.absence_reasons)
    changes: list[RegisterChange] = []
    faults: list[Fault] = []
    for index, entry in enumerate(form.rows):
        before = participants.get(entry.advisor)
        if before is None:
            faults.append((f"rows.{index}.advisor", "No está entre quienes asisten a esta sesión."))
        elif not is_same(before, entry):
            others = attempts_besides(marks, entry.advisor, session.id)
            after = record(before.value, _entry_of(entry), rules, others, user=principal.user, today=today)
            if isinstance(after, TrainingRefusal):
                faults.append(_fault_of(index, after))
            else:
                changes.append(_change(session, before, after, context, principal))
    if faults:
        raise TrainingInvalid(faults)
    return changes


def _fault_of(index: int, refusal: TrainingRefusal) -> Fault:
    if refusal.code in _OF_THE_SESSION:
        raise TrainingRefused(refusal)
    return f"rows.{index}.{_FIELDS.get(refusal.code, 'mark')}", refusal.text


async def state_after(connection: AsyncConnection, campaign: str, session: str) -> SessionState:
    """Return the state of a session by its participants: held once the attendance of one is recorded."""
    counts = (await session_store.count_participants(connection, campaign, [session])).get(session, {})
    return "held" if counts.get("attended") or counts.get("absent") else "planned"


def attempts_besides(marks: Sequence[MarkRow], advisor: str, session: str) -> list[MarkedAttempt]:
    """Return the marks of an advisor in other sessions of the course."""
    return [
        MarkedAttempt(local_date(each.starts_at), each.passed)
        for each in marks
        if each.advisor == advisor and each.session != session
    ]


def is_same(before: ParticipantRow, entry: RegisterRow) -> bool:
    """Return whether a row of the register changes nothing."""
    mark = None if entry.mark is None else Decimal(entry.mark)
    reason = entry.reason or "" if entry.attendance == "absent" else ""
    return (before.attendance, before.reason, before.mark) == (entry.attendance, reason, mark)


def _entry_of(entry: RegisterRow) -> RegisterEntry:
    return RegisterEntry(
        attendance=entry.attendance,
        reason=entry.reason or "",
        mark=None if entry.mark is None else Decimal(entry.mark),
    )


def _change(
    session: SessionRow, before: ParticipantRow, after: Participation, context: ApiContext, principal: Principal
) -> RegisterChange:
    columns = msgspec.structs.asdict(after)
    del columns["acknowledged"]
    row = ParticipantRow(
        session=session.id,
        **columns,
        recorded_at=context.now(),
        recorded_by=principal.user,
        acknowledged_at=None,
    )
    facts: list[AnyFact] = []
    if (before.attendance, before.reason) != (row.attendance, row.reason):
        facts.append(
            TrainingAttendanceRecorded(
                session=session.id,
                course=session.course,
                advisor=row.advisor,
                attendance=row.attendance,
                reason=row.reason,
            )
        )
    if before.mark != row.mark:
        facts.append(_mark_fact(session, row))
    return RegisterChange(row, tuple(facts))


def _mark_fact(session: SessionRow, row: ParticipantRow) -> TrainingMarkRecorded:
    return TrainingMarkRecorded(
        session=session.id,
        course=session.course,
        advisor=row.advisor,
        mark="" if row.mark is None else format_mark(row.mark),
        attempt=row.attempt,
        passed=bool(row.passed),
        valid_until="" if row.valid_until is None else row.valid_until.isoformat(),
    )
