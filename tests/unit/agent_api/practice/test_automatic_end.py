"""The end of a practice by itself, and the life of practices: no order of events breaks their rules."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent_api.practice.domain.automatic_end import ON_CALL, QueueLevel, RealLoad, automatic_end, find_need
from agent_api.practice.domain.practice import PracticeRow, end_of, free_slot, is_open
from config.site.calls.practice import AutomaticEnd
from eventlog.facts import ADVISOR_STATES, AdvisorState

NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)
MOST: Final = 3
ADVISORS: Final = ("ana", "luis", "marta", "pedro")
RULE = AutomaticEnd(waiting=5, service_level=80, least_calls=10)
QUIET = RealLoad(waiting=0, levels={})
BUSY = RealLoad(waiting=5, levels={})
LOW = RealLoad(waiting=0, levels={"credito": QueueLevel(7, 10)})


def practice(advisor: str, slot: int, at: datetime) -> PracticeRow:
    """Return an open practice of twenty minutes."""
    return PracticeRow(
        id=f"2026-{at.timestamp():.0f}",
        advisor=advisor,
        scenario="giro",
        site_version="s",
        slot=slot,
        started_at=at,
        started_by=advisor,
        expires_at=at + timedelta(minutes=20),
    )


ROW = practice("ana", 1, NOW)


def test_each_limit_is_a_reason_of_its_own() -> None:
    """People who wait come first; a queue counts only for its advisors, and only with enough calls."""
    assert find_need(RULE, QUIET, ["credito"]) is None
    assert find_need(RULE, BUSY, []) == "waiting"
    assert find_need(RULE, LOW, ["credito"]) == "service_level"
    assert find_need(RULE, LOW, ["cartera"]) is None
    assert find_need(RULE, RealLoad(waiting=0, levels={"credito": QueueLevel(0, 9)}), ["credito"]) is None
    assert find_need(RULE, RealLoad(waiting=0, levels={"credito": QueueLevel(8, 10)}), ["credito"]) is None
    assert find_need(AutomaticEnd(), RealLoad(waiting=1000, levels=LOW.levels), ["credito"]) is None
    assert find_need(None, BUSY, ["credito"]) is None


def test_a_practice_call_is_ended_only_where_the_site_says_so() -> None:
    """The practice ends after it; its time ends it in any state."""
    cutting = msgspec.structs.replace(RULE, during_call=True)
    for state in ADVISOR_STATES:
        expected = None if state in ("offered", "talking") else ("waiting", NOW)
        assert automatic_end(ROW, RULE, BUSY, [], state, now=NOW) == expected
        assert automatic_end(ROW, cutting, BUSY, [], state, now=NOW) == ("waiting", NOW)
        late = ROW.expires_at + timedelta(hours=1)
        assert automatic_end(ROW, None, QUIET, [], state, now=late) == ("expired", ROW.expires_at)


@given(waiting=st.integers(0, 20), in_time=st.integers(0, 30), late=st.integers(0, 30), more=st.integers(0, 20))
def test_more_load_never_removes_a_need(waiting: int, in_time: int, late: int, more: int) -> None:
    """A practice does not go on because more people wait, or because more calls were answered late."""
    load = RealLoad(waiting=waiting, levels={"credito": QueueLevel(in_time, in_time + late)})
    heavier = RealLoad(waiting=waiting + more, levels={"credito": QueueLevel(in_time, in_time + late + more)})
    if find_need(RULE, load, ["credito"]):
        assert find_need(RULE, heavier, ["credito"])


class Practices(RuleBasedStateMachine):
    """Advisors start and end practices, calls come and go, real callers wait, and time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.last_slot = NOW, 0
        self.load, self.rule = QUIET, RULE
        self.rows: list[PracticeRow] = []
        self.states: dict[str, AdvisorState] = {}

    @property
    def unended(self) -> list[PracticeRow]:
        """Practices without an end."""
        return [row for row in self.rows if row.ended_at is None]

    @rule(advisor=st.sampled_from(ADVISORS))
    def start(self, advisor: str) -> None:
        """Start as the service does: one for each advisor, in a free slot, and none while real callers come first."""
        self.look()
        if find_need(self.rule, self.load, ["credito"]) or any(row.advisor == advisor for row in self.unended):
            return
        slot = free_slot({row.slot for row in self.unended}, MOST, self.last_slot)
        if slot is None:
            assert len(self.unended) == MOST
            return
        self.now += timedelta(seconds=1)
        self.last_slot, self.states[advisor] = slot, "available"
        self.rows.append(practice(advisor, slot, self.now))

    @precondition(lambda self: self.unended)
    @rule(data=st.data(), user=st.sampled_from([*ADVISORS, "supervisor"]))
    def end(self, data: st.DataObject, user: str) -> None:
        """End any practice as a user."""
        row = data.draw(st.sampled_from(self.unended))
        how, at = end_of(row, user, self.now)
        assert how == "expired" if self.now >= row.expires_at else how in ("finished", "stopped")
        self._replace(row, msgspec.structs.replace(row, end=how, ended_at=at))

    @rule(advisor=st.sampled_from(ADVISORS), state=st.sampled_from(ADVISOR_STATES))
    def call(self, advisor: str, state: AdvisorState) -> None:
        """Change the state of an advisor in the practice campaign."""
        self.states[advisor] = state

    @rule(load=st.sampled_from([QUIET, BUSY, LOW]), during_call=st.booleans())
    def change_load(self, load: RealLoad, during_call: bool) -> None:
        """Change the real callers, and whether the site lets practice calls be ended."""
        self.load, self.rule = load, msgspec.structs.replace(RULE, during_call=during_call)

    @rule(minutes=st.integers(1, 30))
    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.now += timedelta(minutes=minutes)

    @rule()
    def look(self) -> None:
        """Let the worker look at every open practice."""
        for row in self.unended:
            state = self.states[row.advisor]
            decision = automatic_end(row, self.rule, self.load, ["credito"], state, now=self.now)
            if decision is None:
                assert is_open(row, self.now)
                continue
            how, at = decision
            assert how == "expired" or state not in ON_CALL or self.rule.during_call
            self._replace(row, msgspec.structs.replace(row, end=how, ended_at=at))
        needed = find_need(self.rule, self.load, ["credito"])
        assert all(not needed or self.states[row.advisor] in ON_CALL for row in self.unended)

    def _replace(self, row: PracticeRow, ended: PracticeRow) -> None:
        self.rows[self.rows.index(row)] = ended

    @invariant()
    def advisors_and_slots_are_never_shared(self) -> None:
        """One practice for each advisor and each slot."""
        for name in ("advisor", "slot"):
            taken = [getattr(row, name) for row in self.unended]
            assert len(set(taken)) == len(taken)
        assert all(1 <= row.slot <= MOST for row in self.rows)

    @invariant()
    def no_practice_outlasts_its_time(self) -> None:
        """An end is within the practice's time, however late it is written."""
        for row in self.rows:
            if row.ended_at is not None:
                assert row.started_at <= row.ended_at <= row.expires_at
                assert (row.end == "expired") == (row.ended_at == row.expires_at)


TestPractices = Practices.TestCase
