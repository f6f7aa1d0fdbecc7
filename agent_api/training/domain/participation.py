"""The record of a participant: attendance, mark and acknowledgement as one state machine. Pure.

 planned ──attended──▶ attended ──mark──▶ attended with a mark ──acknowledge──▶ acknowledged
    └─────absent─────▶ absent ─────────────────────────────────acknowledge──▶ acknowledged

Rules that hold after every step: only an attended session has a mark; the marks of a person in a course are in the
order of its sessions, and no more than its attempts without a pass; a record that its advisor acknowledged does not
change; and no person records their own.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from agent_api.training.domain.course import Course
from config.calendar_months import add_months
from eventlog.facts.people.training import Attendance, SessionState

MOST: Final = Decimal(100)


class Participation(msgspec.Struct, frozen=True, kw_only=True):
    """The record of an advisor in a session.

    Attributes:
        reason: id of the reason of an absence; empty if attended.
        attempt: number of the mark since the course was passed last; 0 without a mark.
        valid_until: last day of the validity of a pass; None if it does not expire, or without one.
    """

    advisor: str
    attendance: Attendance = "planned"
    reason: str = ""
    mark: Decimal | None = None
    attempt: int = 0
    passed: bool | None = None
    valid_until: date | None = None
    acknowledged: bool = False


class MarkedAttempt(NamedTuple):
    """A mark of the same person in another session of the course: the day of that session and its result."""

    day: date
    passed: bool


class RegisterEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The statement of the person who takes the register about one participant."""

    attendance: Attendance
    reason: str = ""
    mark: Decimal | None = None


class RegisterRules(NamedTuple):
    """The values that judge a record: the course, the local day of the session, its state, and the site's reasons."""

    course: Course
    day: date
    state: SessionState
    reasons: Collection[str]


class TrainingRefusal(NamedTuple):
    """Why a step is refused: a stable code, and a Spanish sentence."""

    code: str
    text: str


def record(
    before: Participation,
    entry: RegisterEntry,
    rules: RegisterRules,
    others: Sequence[MarkedAttempt],
    *,
    user: str,
    today: date,
) -> Participation | TrainingRefusal:
    """Return the record after an entry, or its refusal; ``others`` are the person's other marks in the course."""
    refused = _session_refusal(before, rules, user, today) or _entry_refusal(entry, rules)
    if refused is None and (before.mark is not None or entry.mark is not None):
        refused = _later_refusal(rules, others)
    if refused is not None:
        return refused
    reason = entry.reason if entry.attendance == "absent" else ""
    after = Participation(advisor=before.advisor, attendance=entry.attendance, reason=reason)
    if entry.mark is None:
        return after
    attempt = next_attempt(others)
    return _attempt_refusal(rules.course, attempt) or _marked(after, entry.mark, rules, attempt)


def acknowledge(before: Participation, user: str) -> Participation | TrainingRefusal:
    """Return the record after its advisor acknowledged it, or the refusal."""
    if user != before.advisor:
        return TrainingRefusal("training_not_yours", "Cada asesor acusa recibo de lo suyo.")
    if before.attendance == "planned":
        return TrainingRefusal("training_not_recorded", "Todavía no se ha registrado su asistencia a esta sesión.")
    if before.acknowledged:
        return TrainingRefusal("training_acknowledged", "Ya acusó recibo de esta sesión.")
    return msgspec.structs.replace(before, acknowledged=True)


def next_attempt(others: Sequence[MarkedAttempt]) -> int:
    """Return the number of the next mark: a pass begins the count again."""
    attempt = 1
    for each in sorted(others):
        attempt = 1 if each.passed else attempt + 1
    return attempt


def valid_until(course: Course, day: date) -> date | None:
    """Return the last day of the validity of a course that was passed on a day; None if it does not expire."""
    return add_months(day, course.validity_months) if course.validity_months else None


def _marked(after: Participation, mark: Decimal, rules: RegisterRules, attempt: int) -> Participation:
    passed = mark >= rules.course.pass_mark
    until = valid_until(rules.course, rules.day) if passed else None
    return msgspec.structs.replace(after, mark=mark, attempt=attempt, passed=passed, valid_until=until)


def _session_refusal(before: Participation, rules: RegisterRules, user: str, today: date) -> TrainingRefusal | None:
    if rules.state == "cancelled":
        return TrainingRefusal("training_session_cancelled", "La sesión se canceló: no tiene asistencia ni notas.")
    if today < rules.day:
        return TrainingRefusal("training_session_ahead", "La sesión todavía no se ha hecho.")
    if user == before.advisor:
        return TrainingRefusal("training_own_record", "Nadie registra su propia asistencia ni su propia nota.")
    if before.acknowledged:
        return TrainingRefusal("training_acknowledged", "El asesor ya acusó recibo: su registro no se cambia.")
    return None


def _entry_refusal(entry: RegisterEntry, rules: RegisterRules) -> TrainingRefusal | None:
    if entry.attendance == "absent" and entry.reason not in rules.reasons:
        return TrainingRefusal("training_reason_missing", "Escoja el motivo de la inasistencia.")
    if entry.mark is None:
        return None
    if entry.attendance != "attended":
        return TrainingRefusal("training_mark_without_attendance", "Solo quien asistió tiene nota.")
    if not 0 <= entry.mark <= MOST:
        return TrainingRefusal("training_mark_out_of_range", "La nota va de 0 a 100.")
    return None


def _later_refusal(rules: RegisterRules, others: Sequence[MarkedAttempt]) -> TrainingRefusal | None:
    if any(each.day >= rules.day for each in others):
        text = "El asesor ya tiene una nota de este tema en una sesión del mismo día o posterior."
        return TrainingRefusal("training_later_mark", text)
    return None


def _attempt_refusal(course: Course, attempt: int) -> TrainingRefusal | None:
    if attempt > course.attempts:
        text = f"El asesor ya usó los {course.attempts} intentos del tema; amplíelos en el tema si hace falta otro."
        return TrainingRefusal("training_attempts_used", text)
    return None
