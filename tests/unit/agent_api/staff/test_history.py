"""A person's periods after any sequence of entries, moves and exits while days pass."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agent_api.staff.domain.history import (
    ALREADY_IN,
    BEFORE_ENTRY,
    BEFORE_EXIT,
    BEGAN_TODAY,
    MOVE_AFTER_EXIT,
    MOVE_IN_THE_PAST,
    MOVE_PLANNED,
    NO_PLANNED_EXIT,
    NO_PLANNED_MOVE,
    NOT_IN,
    StaffPeriod,
    StaffRefusal,
    cancel_exit,
    cancel_move,
    carry_out,
    enter,
    entry_day,
    is_due,
    is_in_force,
    leave,
    move,
    present_number,
    standing_on,
)
from tests.support.properties import examples

MONDAY = date(2027, 3, 1)
OFFSETS = st.integers(-20, 20)


class Histories(RuleBasedStateMachine):
    """One person; `first` and `last` are the days between which an independent model lets them have rights."""

    def __init__(self) -> None:
        super().__init__()
        self.today = MONDAY
        self.history: list[StaffPeriod] = []
        self.first = self.last = date.max

    def _take(self, result: list[StaffPeriod] | StaffRefusal) -> bool:
        if isinstance(result, StaffRefusal):
            return False
        self.history = result
        return True

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        """Let days pass, with or without the worker's job at the end."""
        self.today += timedelta(days=days)

    @rule()
    def work(self) -> None:
        """Run the worker's job."""
        self.history = carry_out(self.history, self.today)

    @rule(offset=OFFSETS)
    def begin(self, offset: int) -> None:
        """Enter or return on a day."""
        day = self.today + timedelta(days=offset)
        if self._take(enter(self.history, day)):
            self.first, self.last = day, date.max

    @rule()
    def change(self) -> None:
        """Move today: the rights go on, those of the old period do not."""
        if self._take(move(self.history, self.today)):
            assert not is_in_force(self.history[-2], self.today)

    @rule(offset=OFFSETS)
    def plan_change(self, offset: int) -> None:
        """Plan a move, which never touches the days with rights; the new period begins on its day."""
        day = self.today + timedelta(days=offset)
        if self._take(move(self.history, self.today, day)):
            assert self.history[-1].begins_on == day
            assert not is_in_force(self.history[-2], day)

    @rule()
    def keep_place(self) -> None:
        """Cancel the planned move: the history is as if it had not been planned."""
        before = self.history
        if self._take(cancel_move(before, self.today)):
            assert move(self.history, self.today, before[-1].begins_on) == before

    @rule(offset=st.one_of(st.none(), OFFSETS))
    def end(self, offset: int | None) -> None:
        """Leave at once, or after a day."""
        day = None if offset is None else self.today + timedelta(days=offset)
        if self._take(leave(self.history, day, self.today)):
            self.last = day if day is not None and day >= self.today else date.min

    @rule()
    def stay(self) -> None:
        """Cancel the planned exit."""
        if self._take(cancel_exit(self.history, self.today)):
            self.last = date.max

    @invariant()
    def no_right_outside_the_days(self) -> None:
        """At most one period is in force: between the first and the last day, and never outside them."""
        in_force = [each for each in self.history if is_in_force(each, self.today)]
        assert len(in_force) == (1 if self.first <= self.today <= self.last else 0)

    @invariant()
    def periods_follow_one_another(self) -> None:
        """Only the last period is open, or ends with a planned move; none begins before the end of the one before."""
        assert [each.number for each in self.history] == list(range(1, len(self.history) + 1))
        for earlier, later in zip(self.history, self.history[1:], strict=False):
            assert earlier.ends_on is not None
            assert earlier.closed or earlier.ending == "move"
            if earlier.ending != "annulled":
                assert later.begins_on >= earlier.ends_on

    @invariant()
    def the_standing_says_the_same(self) -> None:
        """Present, moving or leaving means in force; what is due is no longer in force."""
        if self.history:
            present = self.history[present_number(self.history, self.today) - 1]
            is_here = standing_on(present, self.today) in ("present", "moving", "leaving")
            assert is_here == is_in_force(present, self.today)
            assert not any(is_due(each, self.today) and is_in_force(each, self.today) for each in self.history)


Histories.TestCase.settings = settings(max_examples=examples(100), deadline=None)
TestHistories = Histories.TestCase


def _entered(*offsets: int) -> list[StaffPeriod]:
    history: list[StaffPeriod] = []
    for at, offset in enumerate(offsets):
        result = (
            enter(history, MONDAY + timedelta(days=offset))
            if at % 2 == 0
            else leave(history, MONDAY + timedelta(days=offset), MONDAY + timedelta(days=offset + 1))
        )
        assert isinstance(result, list)
        history = result
    return history


def test_each_act_says_why_it_is_refused() -> None:
    """A code and a sentence name the reason."""
    present, gone = _entered(0), _entered(0, 5)
    assert enter(present, MONDAY) == ALREADY_IN
    assert enter(gone, MONDAY) == BEFORE_EXIT
    assert move([], MONDAY) == move(gone, MONDAY + timedelta(days=9)) == leave(gone, None, MONDAY) == NOT_IN
    assert move(present, MONDAY) == BEGAN_TODAY
    assert leave(present, MONDAY - timedelta(days=1), MONDAY) == BEFORE_ENTRY
    assert cancel_exit(present, MONDAY) == NO_PLANNED_EXIT
    assert cancel_move(present, MONDAY) == NO_PLANNED_MOVE
    tuesday, friday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
    assert move(_entered(-1), MONDAY, MONDAY - timedelta(days=1)) == MOVE_IN_THE_PAST
    moving, leaving = move(present, MONDAY, friday), leave(present, tuesday, MONDAY)
    assert isinstance(moving, list)
    assert isinstance(leaving, list)
    assert move(moving, tuesday) == MOVE_PLANNED
    assert move(leaving, MONDAY, friday) == MOVE_AFTER_EXIT


def test_a_right_ends_with_its_last_day_or_with_an_exit_at_once() -> None:
    """A planned exit keeps the last day; an exit at once keeps nothing of it."""
    planned, at_once = leave(_entered(0), MONDAY, MONDAY), leave(_entered(0), None, MONDAY)
    assert isinstance(planned, list)
    assert isinstance(at_once, list)
    assert is_in_force(planned[-1], MONDAY)
    assert not is_in_force(planned[-1], MONDAY + timedelta(days=1))
    assert not is_in_force(at_once[-1], MONDAY)
    assert (at_once[-1].ends_on, at_once[-1].ending) == (MONDAY, "exit")


def test_leaving_before_the_first_day_annuls_the_entry() -> None:
    """The person never had a right, and may enter on another day."""
    annulled = leave(_entered(7), None, MONDAY)
    assert isinstance(annulled, list)
    assert annulled[-1].ending == "annulled"
    assert entry_day(annulled, MONDAY + timedelta(days=30)) is None
    assert isinstance(enter(annulled, MONDAY), list)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=5), OFFSETS)
def test_the_curve_counts_from_the_latest_entry(gaps: list[int], offset: int) -> None:
    """A person who returned is new again from the day of the return; a move does not count."""
    history: list[StaffPeriod] = []
    day, entries = MONDAY, []
    for gap in gaps:
        begun = enter(history, day)
        assert isinstance(begun, list)
        entries.append(day)
        day += timedelta(days=gap)
        moved = move(begun, day)
        assert isinstance(moved, list)
        day += timedelta(days=gap)
        ended = leave(moved, None, day)
        assert isinstance(ended, list)
        history = ended
    asked = MONDAY + timedelta(days=offset)
    assert entry_day(history, asked) == max((each for each in entries if each <= asked), default=None)
