"""The standing of an advisor in each course, and the queues that they are kept from. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

import msgspec

from agent_api.training.domain.course import Course
from config.spanish_dates import spoken_date

StandingState = Literal["valid", "pending", "failed", "exhausted", "expired"]
"""``pending``: without a mark; ``exhausted``: failed, and without a further attempt."""
EXPIRING_DAYS: Final = 30
"""Calendar days before the end of a validity in which it is shown as ending."""


class CourseMark(NamedTuple):
    """A mark of a person in a course: the local day of its session, its attempt, and its result."""

    day: date
    attempt: int
    passed: bool
    valid_until: date | None


class CourseStanding(msgspec.Struct, frozen=True, kw_only=True):
    """The standing of a person in a course on a day; ``last`` is their last mark, None without any."""

    course: Course
    state: StandingState
    required: bool
    valid_until: date | None
    last: CourseMark | None

    @property
    def is_missing(self) -> bool:
        """Whether the person needs the course and does not have it."""
        return self.required and self.state != "valid"

    @property
    def is_shown(self) -> bool:
        """Whether the person needs the course, or has a mark in it."""
        return self.required or self.last is not None

    def is_expiring(self, today: date) -> bool:
        """Return whether the person needs the course and has it, but for no more than `EXPIRING_DAYS`."""
        ends = self.valid_until
        return self.required and self.state == "valid" and ends is not None and (ends - today).days <= EXPIRING_DAYS


class QueueGate(NamedTuple):
    """A queue that a person is kept from, and the courses that they lack there."""

    queue: str
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The reasons as one sentence for the advisor and the supervisor."""
        return f"{'. '.join(self.reasons)}."


def standing_of(
    course: Course, marks: Sequence[CourseMark], today: date, *, queues: Collection[str], roles: Collection[str]
) -> CourseStanding:
    """Return the standing of a person with these marks, queues and roles on a local day.

    A course that was passed is valid until its last day, also while a renewal is failed.
    """
    ordered = sorted(marks, key=lambda each: each.day)
    last = ordered[-1] if ordered else None
    passes = [each for each in ordered if each.passed]
    in_force = [each for each in passes if each.valid_until is None or each.valid_until >= today]
    until = in_force[-1].valid_until if in_force else passes[-1].valid_until if passes else None
    return CourseStanding(
        course=course,
        state="valid" if in_force else _state_without(course, last),
        required=course.is_required_of(queues, roles, today),
        valid_until=until,
        last=last,
    )


def gates_of(standings: Iterable[CourseStanding], queues: Collection[str], gated: Collection[str]) -> list[QueueGate]:
    """Return the gated queues that a person serves and is kept from, with the reasons, in the order of ``gated``."""
    missing = [each for each in standings if each.is_missing]
    found: Mapping[str, tuple[str, ...]] = {
        queue: tuple(reason_of(each) for each in missing if queue in each.course.required_queues)
        for queue in gated
        if queue in queues
    }
    return [QueueGate(queue, reasons) for queue, reasons in found.items() if reasons]


def may_open_material(
    course: str,
    version: int,
    *,
    last: int,
    of_sessions: Collection[tuple[str, int]],
    standings: Iterable[CourseStanding],
) -> bool:
    """Return whether an advisor may open a version of a course's material, whose ``last`` version is given.

    It is that of one of their sessions, or the last one of a course that they need or have a mark in.
    """
    needed = any(each.course.id == course and each.is_shown for each in standings)
    return (course, version) in of_sessions or (needed and version == last)


def reason_of(standing: CourseStanding) -> str:
    """Return in words why a person lacks a course: «Falta la capacitación «Ley 1755»»."""
    title = standing.course.title
    match standing.state:
        case "expired" if standing.valid_until:
            return f"La capacitación «{title}» venció el {spoken_date(standing.valid_until)}"
        case "failed":
            return f"No ha aprobado la capacitación «{title}»"
        case "exhausted":
            return f"No aprobó la capacitación «{title}» y usó todos los intentos"
    return f"Le falta la capacitación «{title}»"


def _state_without(course: Course, last: CourseMark | None) -> StandingState:
    if last is None:
        return "pending"
    if last.passed:
        return "expired"
    return "exhausted" if last.attempt >= course.attempts else "failed"
