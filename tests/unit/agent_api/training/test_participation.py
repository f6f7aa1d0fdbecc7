"""Invariants of an advisor's records in one course after any sequence of steps, and the standing that follows."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agent_api.training.domain.course import Course
from agent_api.training.domain.participation import (
    MarkedAttempt,
    Participation,
    RegisterEntry,
    RegisterRules,
    TrainingRefusal,
    acknowledge,
    next_attempt,
    record,
)
from agent_api.training.domain.reminder import due_reminder
from agent_api.training.domain.validity import CourseMark, gates_of, standing_of
from config.calendar_months import add_months
from tests.support.properties import examples

MONDAY = date(2026, 11, 2)
COURSE = Course(
    id="2026-0001",
    title="Ley 1755",
    pass_mark=80,
    attempts=2,
    validity_months=6,
    required_queues=("quejas",),
    required_from=MONDAY,
)
DAYS = tuple(MONDAY + timedelta(days=7 * each) for each in range(5))
REASONS = ("incapacidad", "turno")
MARKS = st.one_of(st.none(), st.decimals(-1, 101, places=2))
QUEUES = ("quejas", "pagos")


class Records(RuleBasedStateMachine):
    """Five weekly sessions of one course, and what Ana and two trainers do with Ana's records."""

    def __init__(self) -> None:
        super().__init__()
        self.today = MONDAY
        self.records = [Participation(advisor="ana") for _ in DAYS]

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        """Days pass, and no record changes."""
        self.today += timedelta(days=days)

    @rule(
        session=st.integers(0, len(DAYS) - 1),
        attendance=st.sampled_from(("planned", "attended", "absent")),
        reason=st.sampled_from(("", *REASONS, "otro")),
        mark=MARKS,
        user=st.sampled_from(("ana", "clara", "coco")),
    )
    def take_register(self, session: int, attendance: str, reason: str, mark: Decimal | None, user: str) -> None:
        """A refused entry changes nothing; an accepted one is by another person, after the session began."""
        entry = RegisterEntry(attendance=attendance, reason=reason, mark=mark)  # type: ignore[arg-type]
        rules = RegisterRules(COURSE, DAYS[session], "planned", REASONS)
        before = self.records[session]
        after = record(before, entry, rules, self._others(session), user=user, today=self.today)
        if isinstance(after, TrainingRefusal):
            return
        assert user != "ana"
        assert self.today >= DAYS[session]
        assert not before.acknowledged
        self.records[session] = after

    @rule(session=st.integers(0, len(DAYS) - 1), user=st.sampled_from(("ana", "clara")))
    def try_to_acknowledge(self, session: int, user: str) -> None:
        """Only Ana acknowledges, once, what was recorded."""
        before = self.records[session]
        after = acknowledge(before, user)
        possible = user == "ana" and before.attendance != "planned" and not before.acknowledged
        assert isinstance(after, Participation) == possible
        if isinstance(after, Participation):
            self.records[session] = after

    @invariant()
    def only_who_attended_has_a_mark(self) -> None:
        """A mark needs attendance, and a reason needs absence."""
        assert all(each.attendance == "attended" for each in self.records if each.mark is not None)
        assert all((each.attendance == "absent") == bool(each.reason) for each in self.records)

    @invariant()
    def attempts_are_numbered_and_limited(self) -> None:
        """The attempts of a course are 1, 2 … without a gap, begin again after a pass, and are no more than allowed."""
        expected = 1
        for each in self.records:
            if each.mark is None:
                continue
            assert each.attempt == expected <= COURSE.attempts
            assert each.passed == (each.mark >= COURSE.pass_mark)
            expected = 1 if each.passed else expected + 1

    @invariant()
    def a_pass_is_valid_for_the_months_of_the_course(self) -> None:
        """The standing is valid exactly while the last pass in force has not ended."""
        marks = [
            CourseMark(day, each.attempt, bool(each.passed), each.valid_until)
            for day, each in zip(DAYS, self.records, strict=True)
            if each.mark is not None
        ]
        ends = [add_months(each.day, 6) for each in marks if each.passed]
        standing = standing_of(COURSE, marks, self.today, queues=("quejas",), roles=())
        assert (standing.state == "valid") == any(self.today <= each for each in ends)
        gates = gates_of([standing], QUEUES, ["quejas"])
        assert [each.queue for each in gates] == ([] if standing.state == "valid" else ["quejas"])

    def _others(self, session: int) -> list[MarkedAttempt]:
        return [
            MarkedAttempt(DAYS[number], bool(each.passed))
            for number, each in enumerate(self.records)
            if number != session and each.mark is not None
        ]


TestRecords = Records.TestCase
TestRecords.settings = settings(max_examples=examples(60), stateful_step_count=25, deadline=None)


@given(st.lists(st.booleans(), max_size=12))
def test_a_pass_begins_the_count_of_attempts_again(results: list[bool]) -> None:
    """The next attempt is one more than the failures since the last pass."""
    attempts = [MarkedAttempt(MONDAY + timedelta(days=each), passed) for each, passed in enumerate(results)]
    since = results[::-1].index(True) if True in results else len(results)
    assert next_attempt(attempts) == since + 1


@pytest.mark.parametrize(
    ("entry", "state", "user", "code"),
    [
        (RegisterEntry(attendance="attended"), "cancelled", "clara", "training_session_cancelled"),
        (RegisterEntry(attendance="attended"), "planned", "ana", "training_own_record"),
        (RegisterEntry(attendance="absent", reason="playa"), "planned", "clara", "training_reason_missing"),
        (RegisterEntry(attendance="planned", mark=Decimal(90)), "held", "clara", "training_mark_without_attendance"),
        (RegisterEntry(attendance="attended", mark=Decimal("100.01")), "held", "clara", "training_mark_out_of_range"),
    ],
)
def test_a_refusal_says_why(entry: RegisterEntry, state: str, user: str, code: str) -> None:
    """Each refusal has its code, and a sentence that says what to do."""
    rules = RegisterRules(COURSE, MONDAY, state, REASONS)  # type: ignore[arg-type]
    refused = record(Participation(advisor="ana"), entry, rules, [], user=user, today=MONDAY)
    assert isinstance(refused, TrainingRefusal)
    assert refused.code == code
    assert refused.text.endswith(".")


def test_marks_follow_the_order_of_the_sessions() -> None:
    """Neither a new mark nor a removal is possible before a later mark of the same course."""
    rules = RegisterRules(COURSE, MONDAY, "held", REASONS)
    later = [MarkedAttempt(DAYS[1], passed=False)]
    marked = Participation(advisor="ana", attendance="attended", mark=Decimal(50), attempt=1, passed=False)
    for before, mark in ((Participation(advisor="ana"), Decimal(90)), (marked, None)):
        refused = record(
            before, RegisterEntry(attendance="attended", mark=mark), rules, later, user="clara", today=DAYS[2]
        )
        assert isinstance(refused, TrainingRefusal)
        assert refused.code == "training_later_mark"


@pytest.mark.parametrize(
    ("mark", "today", "state"),
    [
        (None, MONDAY, "pending"),
        (CourseMark(MONDAY, 1, passed=False, valid_until=None), MONDAY, "failed"),
        (CourseMark(MONDAY, 2, passed=False, valid_until=None), MONDAY, "exhausted"),
        (CourseMark(MONDAY, 1, passed=True, valid_until=DAYS[1]), DAYS[1], "valid"),
        (CourseMark(MONDAY, 1, passed=True, valid_until=DAYS[1]), DAYS[2], "expired"),
        (CourseMark(MONDAY, 1, passed=True, valid_until=None), DAYS[4], "valid"),
    ],
)
def test_the_standing_of_a_last_mark(mark: CourseMark | None, today: date, state: str) -> None:
    """The last day of a validity is still valid; without an end, it does not expire."""
    standing = standing_of(COURSE, [mark] if mark else [], today, queues=("quejas",), roles=())
    assert standing.state == state
    assert standing.is_missing == (state != "valid")


def test_a_course_is_required_from_its_day_and_of_its_queues_and_roles() -> None:
    """Before its day, for other queues, and after it was retired, it keeps from nothing."""
    by_role = msgspec.structs.replace(COURSE, required_roles=("asesor_escrita",))
    assert COURSE.is_required_of(["quejas"], [], MONDAY)
    assert not COURSE.is_required_of(["quejas"], [], MONDAY - timedelta(days=1))
    assert not COURSE.is_required_of(["pagos"], [], MONDAY)
    assert by_role.is_required_of([], ["asesor_escrita"], MONDAY)
    retired = msgspec.structs.replace(COURSE, retired=True)
    standing = standing_of(retired, [], MONDAY, queues=("quejas",), roles=())
    assert gates_of([standing], QUEUES, QUEUES) == []


@given(st.integers(-5, 40), st.lists(st.integers(0, 30), max_size=4))
def test_a_reminder_is_the_nearest_that_is_due(left: int, reminders: list[int]) -> None:
    """After the day there is none; before it, the smallest of those that should have been sent."""
    found = due_reminder(MONDAY + timedelta(days=left), reminders, MONDAY)
    due = [each for each in reminders if each >= left >= 0]
    assert found == (min(due) if due else None)
