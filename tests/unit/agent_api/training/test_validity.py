"""When a validity ends soon, and which material an advisor may open."""

from datetime import date, timedelta

import pytest

from agent_api.training.domain.course import Course
from agent_api.training.domain.validity import EXPIRING_DAYS, CourseMark, may_open_material, standing_of

TODAY = date(2026, 12, 1)
COURSE = Course(
    id="2026-0001",
    title="Ley 1755",
    pass_mark=80,
    attempts=2,
    validity_months=6,
    required_roles=("asesor",),
    required_from=TODAY,
)
NEEDED = standing_of(COURSE, [], TODAY, queues=(), roles=("asesor",))
OTHER = standing_of(COURSE, [], TODAY, queues=(), roles=("asesor_escrita",))


@pytest.mark.parametrize(
    ("days", "role", "expiring"),
    [
        (EXPIRING_DAYS, "asesor", True),
        (EXPIRING_DAYS + 1, "asesor", False),
        (0, "asesor", True),
        (-1, "asesor", False),
        (1, "asesor_escrita", False),
    ],
)
def test_a_validity_ends_soon_while_it_lasts_and_the_course_is_needed(days: int, role: str, expiring: bool) -> None:
    """A validity that ended is missing, and one that is not needed is of no concern."""
    until = TODAY + timedelta(days=days)
    mark = CourseMark(TODAY - timedelta(days=90), 1, passed=True, valid_until=until)
    standing = standing_of(COURSE, [mark], TODAY, queues=(), roles=(role,))
    assert standing.is_expiring(TODAY) is expiring
    assert standing.is_missing is (days < 0)


@pytest.mark.parametrize(
    ("course", "version", "sessions", "opens"),
    [
        ("2026-0001", 3, set(), True),
        ("2026-0001", 2, set(), False),
        ("2026-0001", 2, {("2026-0001", 2)}, True),
        ("2026-0002", 3, set(), False),
        ("2026-0002", 3, {("2026-0002", 3)}, True),
    ],
)
def test_an_advisor_opens_what_they_train_with(
    course: str, version: int, sessions: set[tuple[str, int]], opens: bool
) -> None:
    """The material of their sessions, and the last one of a course that they need."""
    assert may_open_material(course, version, last=3, of_sessions=sessions, standings=[NEEDED]) is opens


def test_a_course_that_is_neither_needed_nor_marked_opens_nothing() -> None:
    """Another role's requirement is not the advisor's."""
    assert not may_open_material("2026-0001", 3, last=3, of_sessions=set(), standings=[OTHER])
