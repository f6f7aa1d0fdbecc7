"""The checkpoint that is stored batch by batch equals the fold from the first fact."""

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.checkpoint.fold import VERSION, Changes, Checkpoint, Fold, changes
from eventlog.facts import (
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    CallBackEnded,
    CallBackPromised,
    CallEnded,
    CallOverflowed,
    CallQueued,
    CallSentOn,
    Envelope,
    TrafficRefused,
)
from eventlog.visits import Visit
from tests.logs import call_facts, envelopes, mixed_log
from tests.unit.eventlog.facts_at_random import any_fact, fact_of

_WEIGHTY = (
    *(AdvisorStateChanged, CallQueued, CallAnswered, CallOverflowed, CallEnded, CallSentOn),
    *(CallBackPromised, CallBackEnded, TrafficRefused),
)
_facts: st.SearchStrategy[AnyFact] = st.one_of(*map(fact_of, _WEIGHTY), any_fact)


def _log_of(drawn: Sequence[tuple[str, AnyFact]]) -> list[Envelope]:
    """A log with these facts in this order."""
    made = envelopes([(f"{number}", [fact]) for number, (_, fact) in enumerate(drawn)])
    return [msgspec.structs.replace(each, call_id=call) for each, (call, _) in zip(made, drawn, strict=True)]


_logs = st.lists(st.tuples(st.sampled_from(["", "a", "b", "c"]), _facts), max_size=40).map(_log_of)


def whole(log: Sequence[Envelope]) -> Checkpoint:
    """The fold from the first fact."""
    fold = Fold()
    for envelope in log:
        fold.add(envelope)
    return fold.checkpoint()


class Tables:
    """Four tables as PostgreSQL keeps them: a transaction changes all of them, or none."""

    def __init__(self) -> None:
        self.seq = 0
        self.totals: dict[str, int] = {}
        self.advisors: dict[str, Any] = {}
        self.visits: dict[str, Visit] = {}

    def commit(self, seq: int, changed: Changes) -> None:
        """Add, replace and delete, as the recorder's statement does."""
        self.seq = seq
        for name, by in changed.totals.items():
            self.totals[name] = self.totals.get(name, 0) + by
        self.advisors |= changed.advisors
        self.visits |= changed.visits
        for call_id in changed.ended:
            del self.visits[call_id]

    def visits_of(self, batch: Sequence[Envelope]) -> dict[str, Visit]:
        """What the recorder reads before it folds."""
        named = {envelope.call_id for envelope in batch}
        return {call_id: visit for call_id, visit in self.visits.items() if call_id in named}

    def checkpoint(self) -> Checkpoint:
        """What a recovery reads."""
        return Checkpoint(totals=self.totals, advisors=self.advisors, visits=self.visits)


@settings(deadline=None)
@given(_logs, st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=20))
def test_the_checkpoint_is_the_fold_whatever_is_killed(log: list[Envelope], turns: list[tuple[int, bool]]) -> None:
    """Batches of any size, some of which die before their commit: after each the tables hold the fold of what is in."""
    tables = Tables()
    for size, dies in [*turns, (len(log) + 1, False)]:
        batch = log[tables.seq : tables.seq + size]
        changed = changes(tables.visits_of(batch), batch)
        if not dies:
            tables.commit(tables.seq + len(batch), changed)
        assert tables.checkpoint() == whole(log[: tables.seq])
    assert tables.seq == len(log)


def test_only_what_a_batch_changes_is_stored() -> None:
    """A visit that goes on as it was is not written again, and other calls and advisors are not touched."""
    facts = call_facts(1, "answered")
    log = envelopes([("a", facts)])
    begun = changes({}, log[:3])
    assert list(begun.visits) == ["a"]
    offered = changes(begun.visits, log[3:4])
    assert (offered.visits, offered.ended, offered.advisors) == ({}, frozenset(), {})
    assert offered.totals == {"offers|general": 1}
    rest = changes(begun.visits, log[4:])
    assert (rest.visits, rest.ended) == ({}, frozenset({"a"}))


def test_calls_that_ended_leave_nothing_behind() -> None:
    """The checkpoint does not grow with the past: after a thousand calls it holds no visit."""
    assert whole(mixed_log(1000)).visits == {}


def test_the_version_stands_for_what_is_counted() -> None:
    """A change of what is counted of known facts comes with another VERSION: these are the counters of version 1."""
    assert VERSION == 1
    assert whole(mixed_log(5)).totals == {
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
