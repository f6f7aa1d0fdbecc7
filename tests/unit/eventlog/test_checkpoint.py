"""The checkpoint stored batch by batch equals the fold from the first fact."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.checkpoint.fold import VERSION, Checkpoint, CheckpointFold
from eventlog.facts import (
    AdvisorState,
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    CallBackPromised,
    CallBackQueued,
    CallEnded,
    CallIngressed,
    CallOverflowed,
    CallQueued,
    Envelope,
    TrafficRefused,
)
from eventlog.folds import call_record
from eventlog.folds.call_record import CallRecord
from tests.support.facts.call_logs import mixed_log, side_by_side_log
from tests.support.facts.random_histories import fold_all, random_history
from tests.support.facts.strategies import any_fact, fact_of
from tests.support.facts.totals import fold_totals
from tests.support.properties import examples

_WEIGHTY = (
    *(AdvisorStateChanged, CallIngressed, CallQueued, CallAnswered, CallOverflowed, CallEnded),
    *(CallBackPromised, CallBackQueued, TrafficRefused),
)
_facts: st.SearchStrategy[AnyFact] = st.one_of(*map(fact_of, _WEIGHTY), any_fact)
_drawn = st.lists(st.tuples(st.sampled_from(["", "a", "b", "c"]), _facts), max_size=40)
_turns = st.lists(st.tuples(st.integers(1, 90), st.booleans()), max_size=20)


def log_of(drawn: Sequence[tuple[str, AnyFact]]) -> list[Envelope]:
    """Build a log with these facts in this order, plausible or not."""
    made = side_by_side_log([(f"{number}", [fact]) for number, (_, fact) in enumerate(drawn)])
    return [msgspec.structs.replace(each, call_id=call) for each, (call, _) in zip(made, drawn, strict=True)]


some_history = lru_cache(maxsize=None)(random_history)


class Tables:
    """The tables of the recorder's transaction, which changes all of them or none."""

    def __init__(self) -> None:
        self.seq = 0
        self.calls: dict[str, CallRecord] = {}
        self.totals: dict[str, int] = {}
        self.advisors: dict[str, AdvisorState] = {}

    def record(self, batch: Sequence[Envelope], *, dies: bool) -> None:
        """Fold a batch from the stored state and commit it, unless the recorder dies first."""
        part, calls = CheckpointFold(), dict(self.calls)
        for envelope in batch:
            part.add(envelope, calls.get(envelope.call_id))
            record = call_record.apply(calls.get(envelope.call_id), envelope) if envelope.call_id else None
            if record is not None:
                calls[envelope.call_id] = record
        if not dies:
            changed = part.to_checkpoint()
            added = {name: self.totals.get(name, 0) + by for name, by in changed.totals.items()}
            self.totals, self.advisors = self.totals | added, self.advisors | changed.advisors
            self.seq, self.calls = self.seq + len(batch), calls

    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint that a recovery reads."""
        return Checkpoint(totals=self.totals, advisors=self.advisors)


def recorded_in(log: list[Envelope], turns: list[tuple[int, bool]]) -> None:
    """Record a log in batches, some of which die; after each, the tables hold the fold of the committed ones."""
    tables = Tables()
    for size, dies in [*turns, (len(log) + 1, False)]:
        tables.record(log[tables.seq : tables.seq + size], dies=dies)
        assert tables.checkpoint() == fold_all(log[: tables.seq])
    assert tables.seq == len(log)


@settings(deadline=None)
@given(_drawn, _turns)
def test_checkpoint_equals_fold_of_any_facts(drawn: list[tuple[str, AnyFact]], turns: list[tuple[int, bool]]) -> None:
    """The property holds for any facts in any order, in batches of any size, some of which die before their commit."""
    recorded_in(log_of(drawn), turns)


@settings(deadline=None, max_examples=examples(30))
@given(st.integers(1, 5), _turns)
def test_the_checkpoint_is_the_fold_of_histories(seed: int, turns: list[tuple[int, bool]]) -> None:
    """The property holds for whole histories with transfers, overflows, call-backs and outages."""
    recorded_in(some_history(seed, 40), turns)


@settings(deadline=None, max_examples=examples(5))
@given(st.integers(1, 5))
def test_its_totals_are_those_of_valkey(seed: int) -> None:
    """The library counts visits and the checkpoint call records; both give the same totals."""
    log = some_history(seed, 40)
    assert fold_all(log).totals == fold_totals(log)


def test_change_of_what_is_counted_needs_new_version() -> None:
    """A change of what is counted needs a new VERSION; these are the counters of version 1."""
    assert VERSION == 1
    assert fold_all(mixed_log(5)).totals == {
        "ingressed|bogota": 5,
        "menu_selected|bogota|1": 5,
        "queued|bogota|general": 3,
        "outcome|bogota|abandoned_ivr": 1,
        "abandoned|bogota||menu": 1,
        "outcome|bogota|self_served": 1,
        "offers|general": 5,
        "offer_ended|general|no_answer": 3,
        "outcome|bogota|abandoned_queue": 1,
        "abandoned|bogota|general|waiting": 1,
        "left|bogota|general|abandoned_queue": 1,
        "answered|bogota|general": 2,
        "waited|bogota|general|30000": 1,
        "wait_sum_ms|bogota|general": 42500,
        "waited|bogota|general|20000": 1,
        "answered_within|bogota|general": 1,
        "outcome|bogota|answered": 2,
    }
