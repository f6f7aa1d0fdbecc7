"""Outage detection: each outage is reported once and nothing is guessed, even if the watcher fails."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent_api.incidents.domain.outage_detection import (
    OutageBegan,
    OutageEnded,
    OutageRule,
    SystemState,
    TimedRun,
    UnwatchedSpan,
    WatchBegan,
    WatchEvent,
    apply_run,
)
from agent_api.incidents.domain.samples import SampleRun, add_sample
from metrics.availability import compute_availability
from tests.support.properties import examples

BEGAN = datetime(2026, 11, 26, tzinfo=UTC)
EVERY_S = 10
RULE = OutageRule(misses=3, max_gap=timedelta(seconds=40))


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def run_of(works: bool, began: float, ended: float | None = None) -> TimedRun:
    last = began if ended is None else ended
    samples = int(last - began) // EVERY_S + 1
    return TimedRun(works=works, code="" if works else "timeout", began=at(began), ended=at(last), samples=samples)


def apply_runs(*runs: TimedRun) -> tuple[SystemState, list[WatchEvent]]:
    state, events = None, []
    for each in runs:
        state, more = apply_run(state, each, RULE)
        events += more
    assert state is not None
    return state, events


def test_three_misses_are_an_outage_since_the_first() -> None:
    """Three misses open an outage from the first miss to the first answer; start and end are each reported once."""
    _, events = apply_runs(
        run_of(True, 0), run_of(False, 10, 20), run_of(False, 30), run_of(False, 40), run_of(True, 50)
    )
    assert events == [WatchBegan(at(0)), OutageBegan(at(10), "timeout", at(0)), OutageEnded(at(10), at(50))]


def test_two_misses_are_none() -> None:
    """Two misses, or misses separated by an answer, are no outage."""
    state, events = apply_runs(run_of(True, 0), run_of(False, 10, 20), run_of(True, 30), run_of(False, 40, 50))
    assert events == [WatchBegan(at(0))]
    assert state.misses == 2


def test_samples_kept_during_database_outage_open_and_close_one_incident() -> None:
    """Samples kept during a database outage open and close one incident when the database is back."""
    _, events = apply_runs(run_of(True, 0), run_of(False, 10, 3_600), run_of(True, 3_610))
    assert events[1:] == [OutageBegan(at(10), "timeout", at(0)), OutageEnded(at(10), at(3_610))]


def test_second_watcher_of_same_outage_reports_nothing_more() -> None:
    """A second watcher of the same outage reports nothing more, because that time is already covered."""
    runs = [run_of(True, 0), run_of(False, 10, 600), run_of(True, 610)]
    _, events = apply_runs(*runs, run_of(True, 1), run_of(False, 11, 601), run_of(True, 609))
    assert events == apply_runs(*runs)[1]


def test_watcher_that_lost_all_its_connections_opens_no_outage() -> None:
    """A watcher that lost all its connections opens no outage if another watcher saw the system working."""
    state, events = apply_runs(run_of(True, 0, 600), run_of(False, 5, 610))
    assert events == [WatchBegan(at(0))]
    assert state.misses == 1
    assert state.missing_since == at(600)


def test_misses_before_gap_are_not_counted_with_those_after_it() -> None:
    """Misses before a gap are not counted with those after it."""
    state, events = apply_runs(run_of(True, 0), run_of(False, 10, 20), run_of(False, 200))
    assert events == [WatchBegan(at(0)), UnwatchedSpan(at(20), at(200))]
    assert state.misses == 1


def test_an_outage_outlives_a_gap_and_its_unknown_part_stays_unknown() -> None:
    """An outage that spans a gap ends when the system answers; the state during the gap stays unknown."""
    _, events = apply_runs(run_of(True, 0), run_of(False, 10, 40), run_of(True, 1_000))
    gap = UnwatchedSpan(at(40), at(1_000))
    assert events[1:] == [OutageBegan(at(10), "timeout", at(0)), gap, OutageEnded(at(10), at(1_000))]
    parts = compute_availability([(at(0), at(1_000))], outages=[(at(10), at(1_000))], unwatched=[(at(40), at(1_000))])
    assert (parts.available_s, parts.out_s, parts.unknown_s) == (10, 30, 960)


def test_outage_after_gap_begins_at_its_first_miss() -> None:
    """After a gap the outage begins at its first miss, because the last answer is unknown."""
    _, events = apply_runs(run_of(True, 0), run_of(False, 100, 120))
    assert events[1:] == [UnwatchedSpan(at(0), at(100)), OutageBegan(at(100), "timeout", None)]


class SystemUnderWatch(RuleBasedStateMachine):
    """A system that fails and recovers, and two watchers that die, lose connection and report stored samples.

    The model keeps, second by second, what every watcher saw of the time that it reported.
    """

    @initialize()
    def begin(self) -> None:
        """Start with a working system and two watchers."""
        self.now = 0
        self.works = True
        self.kept: list[tuple[SampleRun, ...]] = [(), ()]
        self.alive = [True, True]
        self.known: SystemState | None = None
        self.reported: list[WatchEvent] = []
        self.answers: set[int] = set()
        self.misses: set[int] = set()

    @rule(works=st.booleans())
    def the_system_changes(self, works: bool) -> None:
        """The system fails or recovers."""
        self.works = works

    @rule(watcher=st.integers(0, 1))
    def watcher_dies(self, watcher: int) -> None:
        """A watcher dies and loses the samples that it had not reported."""
        self.alive[watcher], self.kept[watcher] = False, ()

    @rule(watcher=st.integers(0, 1))
    def watcher_begins(self, watcher: int) -> None:
        """A watcher starts with no samples."""
        self.alive[watcher] = True

    @rule(seconds=st.integers(1, 20))
    def time_passes(self, seconds: int) -> None:
        """Time passes, and the live watchers take samples in turn."""
        for _ in range(seconds):
            self._tick()

    @rule(watcher=st.integers(0, 1))
    def watcher_reports(self, watcher: int) -> None:
        """A watcher reports its samples while the database is available."""
        for spell in self.kept[watcher]:
            run = TimedRun(
                works=spell.works,
                code=spell.code,
                began=at(spell.began_s),
                ended=at(spell.ended_s),
                samples=spell.samples,
            )
            self.known, more = apply_run(self.known, run, RULE)
            self.reported += more
        self.kept[watcher] = ()

    def _tick(self) -> None:
        self.now += EVERY_S // 2
        watcher = self.now // (EVERY_S // 2) % 2  # alternating, each every ten seconds
        if not self.alive[watcher]:
            return
        (self.answers if self.works else self.misses).add(self.now)
        code = None if self.works else "timeout"
        self.kept[watcher] = add_sample(self.kept[watcher], "it", code, float(self.now), RULE.max_gap.total_seconds())

    @invariant()
    def outages_alternate(self) -> None:
        """Outages alternate open and close, never overlap, and each ends after it began."""
        down: datetime | None = None
        for each in self.reported:
            if isinstance(each, OutageBegan):
                assert down is None
                down = each.at
            elif isinstance(each, OutageEnded):
                assert each.went_down_at == down
                assert down is not None
                assert each.at >= down
                down = None
        assert (down is not None) == (self.known is not None and self.known.down)

    @invariant()
    def no_outage_begins_twice(self) -> None:
        """Two watchers of one outage give one incident."""
        began = [each.at for each in self.reported if isinstance(each, OutageBegan)]
        assert began == sorted(set(began))

    @invariant()
    def outage_begins_at_miss(self) -> None:
        """An outage begins at a sample without an answer, or directly after the time already reported."""
        for each in self.reported:
            if isinstance(each, OutageBegan):
                second = int((each.at - BEGAN).total_seconds())
                assert second in self.misses | self.answers
        assert bool(self.misses) or not any(isinstance(each, OutageBegan) for each in self.reported)

    @invariant()
    def gaps_are_longer_than_patience_and_in_order(self) -> None:
        """Each gap is longer than the patience, gaps are in order, and the watch began once."""
        gaps = [(each.began, each.ended) for each in self.reported if isinstance(each, UnwatchedSpan)]
        assert all(ended - began > RULE.max_gap for began, ended in gaps)
        assert all(before[1] <= after[0] for before, after in pairwise(gaps))
        assert sum(isinstance(each, WatchBegan) for each in self.reported) == (self.known is not None)


TestSystemUnderWatch = SystemUnderWatch.TestCase
TestSystemUnderWatch.settings = settings(max_examples=examples(150), stateful_step_count=40, deadline=None)
