"""Counts are folds of facts, and their balance closes."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.facts import (
    OUTCOMES,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallQueued,
    CallSetAside,
    Envelope,
    Outcome,
    TrafficRefused,
)
from eventlog.folds.call_record import CallRecord, apply
from eventlog.folds.counts import (
    WAIT_BUCKETS_S,
    contribution_change,
    contributions,
    increments,
    interval_start,
    traffic_contributions,
    wait_counters,
)
from tests.support.facts.call_logs import call_facts, mixed_log, side_by_side_log
from tests.support.facts.strategies import any_fact
from tests.support.facts.totals import fold_totals

logs = st.lists(st.sampled_from(OUTCOMES), max_size=8).map(
    lambda outcomes: side_by_side_log([(f"call-{n}", call_facts(n, outcome)) for n, outcome in enumerate(outcomes)])
)
cut_logs = st.tuples(logs, st.floats(0, 1)).map(lambda drawn: drawn[0][: round(len(drawn[0]) * drawn[1])])


def test_the_totals_of_one_answered_call() -> None:
    """Each fact adds one under its labels; a wait of 6.8 s is in the bucket up to 10 s."""
    assert fold_totals(side_by_side_log([("call-1", call_facts(1, "answered"))])) == {
        "ingressed|bogota": 1,
        "menu_selected|bogota|1": 1,
        "queued|bogota|general": 1,
        "offers|general": 2,
        "offer_ended|general|no_answer": 1,
        "answered|bogota|general": 1,
        "answered_within|bogota|general": 1,
        "wait_sum_ms|bogota|general": 6800,
        "outcome|bogota|answered": 1,
        "waited|bogota|general|10000": 1,
    }


def test_one_fact_stands_for_several_refused_calls() -> None:
    """One fact stands for several refused calls, which are in no other total and in the interval of the fact."""
    refused = TrafficRefused(line="", source="203.0.113.9", reason="rate", calls=995, since_ms=1)
    assert fold_totals(side_by_side_log([("", [refused])])) == {"traffic_refused||rate": 995}
    assert traffic_contributions(refused) == {("anomalous|refused", "", ""): 995}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_end_of_a_call_that_is_set_aside_is_no_outcome(outcome: Outcome) -> None:
    """A call that is set aside adds no outcome and no abandonment."""
    ended = CallEnded(line="bogota", queue="", outcome=outcome, stage="welcoming", ended_by="failure", set_aside=True)
    assert increments(ended) == ("outcome|bogota|set_aside",)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_call_that_is_set_aside_counts_as_nothing_else(outcome: Outcome) -> None:
    """All that the call had added to its line and queues is removed, and its end adds nothing."""
    facts = call_facts(1, outcome)
    aside = CallSetAside(line="bogota", source="203.0.113.9", reason="not_acknowledged")
    for at in range(1, len(facts)):
        record = reduce(apply, side_by_side_log([("c", [*facts[:at], aside, *facts[at:]])]), None)
        assert record is not None
        assert contributions(record) == {("anomalous|set_aside", "bogota", ""): 1}
    over = reduce(apply, side_by_side_log([("c", [*facts, aside])]), None)
    assert over == reduce(apply, side_by_side_log([("c", facts)]), None)


@pytest.mark.parametrize(
    ("outcome", "queue", "expected"),
    [
        ("abandoned_queue", "general", ("outcome|bogota|abandoned_queue", "abandoned|bogota|general|ringing")),
        ("abandoned_ivr", "general", ("outcome|bogota|abandoned_ivr", "abandoned|bogota||ringing")),
        ("after_hours", "", ("outcome|bogota|after_hours",)),
    ],
)
def test_abandonment_has_its_stage(outcome: Outcome, queue: str, expected: tuple[str, ...]) -> None:
    """An abandonment has its stage; one in the menu has no queue."""
    ended = CallEnded(line="bogota", queue=queue, outcome=outcome, stage="ringing", ended_by="caller")
    assert increments(ended) == expected


@given(any_fact)
def test_no_total_is_named_twice_by_one_fact(fact: AnyFact) -> None:
    """A fact raises each total by at most one."""
    names = increments(fact)
    assert len(set(names)) == len(names)


def test_the_buckets_have_the_bound_of_the_contract() -> None:
    """There is a bucket at 20 s, bounds increase, and the last bucket has no limit."""
    assert 20 in WAIT_BUCKETS_S
    assert list(WAIT_BUCKETS_S) == sorted(WAIT_BUCKETS_S)
    assert wait_counters("bogota", "general").buckets[-1] == "waited|bogota|general|inf"


@given(cut_logs)
def test_the_balance_closes_at_every_moment(log: list[Envelope]) -> None:
    """At any point of the log, ingressed equals the outcomes plus the calls in progress."""
    counted = _sum(_records(log).values())
    ended = sum(n for (measure, _, _), n in counted.items() if measure.startswith("outcome|"))
    in_progress = sum(n for (measure, _, _), n in counted.items() if measure == "in_progress")
    assert counted.get(("ingressed", "bogota", ""), 0) == ended + in_progress


@given(cut_logs)
def test_differences_add_up_to_the_contributions(log: list[Envelope]) -> None:
    """The sum of incremental changes equals the counts of the complete records."""
    records: dict[str, CallRecord] = {}
    counted: Counter[tuple[str, str, str]] = Counter()
    for envelope in log:
        before = records.get(envelope.call_id)
        after = apply(before, envelope)
        assert after is not None
        counted.update(contribution_change(before, after))
        records[envelope.call_id] = after
    assert {key: n for key, n in counted.items() if n} == _sum(records.values())


@given(logs)
def test_totals_and_interval_counts_agree(log: list[Envelope]) -> None:
    """The totals for Prometheus and the interval counts agree on ended calls."""
    totals, counted = fold_totals(log), _sum(_records(log).values())
    for measure in ("queued", "answered", "answered_within"):
        assert counted.get((measure, "bogota", "general"), 0) == totals.get(f"{measure}|bogota|general", 0)
    assert counted.get(("ingressed", "bogota", ""), 0) == totals.get("ingressed|bogota", 0)
    for outcome in OUTCOMES:
        by_queue = sum(n for (measure, _, _), n in counted.items() if measure == f"outcome|{outcome}")
        assert by_queue == totals.get(f"outcome|bogota|{outcome}", 0)


@given(st.lists(st.lists(st.sampled_from(("queued", "overflow", "answered", "transfer")), max_size=6), max_size=5))
def test_every_queues_balance_closes_wherever_calls_go(lives: list[list[str]]) -> None:
    """In each queue, entered = answered + left + waiting, in totals and interval counts, at any time."""
    log = side_by_side_log([(f"call-{n}", _wandering(n, life)) for n, life in enumerate(lives)])
    for until in range(len(log) + 1):
        totals, counted = fold_totals(log[:until]), _sum(_records(log[:until]).values())
        for queue in ("general", "otra"):
            entered, answered, left_count = _visits(totals, f"bogota|{queue}")
            counts = {measure: n for (measure, _, at_queue), n in counted.items() if at_queue == queue}
            assert counts.get("visit_entered", 0) == entered == answered + left_count + counts.get("visit_waiting", 0)
            assert counts.get("visit_answered", 0) == answered
            assert counts.get("visit_answered_within", 0) == totals.get(f"answered_within|bogota|{queue}", 0)


def _visits(totals: dict[str, int], labels: str) -> tuple[int, int, int]:
    left_count = sum(n for name, n in totals.items() if name.startswith(f"left|{labels}|"))
    return totals.get(f"queued|{labels}", 0), totals.get(f"answered|{labels}", 0), left_count


def _wandering(number: int, life: list[str]) -> list[AnyFact]:
    """Return a call that enters queues and is answered in this order, as far as possible, and then ends."""
    facts, waits, queues = call_facts(number, "abandoned_ivr")[:1], False, 0
    for event in life:
        if event == "answered" and waits:
            facts.append(CallAnswered(line="bogota", queue=("general", "otra")[queues % 2], advisor="a", offer=1))
            waits = False
        elif event != "answered":
            waits, queues = True, queues + 1
            queue = ("general", "otra")[queues % 2]
            facts.append(CallQueued(line="bogota", queue=queue, reason=event, threshold_ms=2_000))
    outcome: Outcome = "answered" if "answered" in life and queues else "abandoned_queue"
    return [*facts, CallEnded(line="bogota", queue="", outcome=outcome, stage="waiting", ended_by="caller")]


def test_a_thousand_mixed_calls_leave_no_call_over() -> None:
    """Each of a thousand mixed calls has exactly one outcome."""
    totals = fold_totals(mixed_log(1000))
    assert sum(n for name, n in totals.items() if name.startswith("outcome|")) == totals["ingressed|bogota"] == 1000


@pytest.mark.parametrize(("minute", "expected"), [(0, 0), (29, 0), (30, 30), (59, 30)])
def test_an_interval_is_half_an_hour(minute: int, expected: int) -> None:
    """Arrivals are grouped by half hours, including their start."""
    at = datetime(2026, 3, 2, 17, minute, 59, 999000, tzinfo=UTC)
    assert interval_start(at) == datetime(2026, 3, 2, 17, expected, tzinfo=UTC)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_lies_in_its_interval(at: datetime) -> None:
    """The interval's start is not after the moment, and the next interval's is."""
    start = interval_start(at)
    assert start <= at < start + timedelta(minutes=30)


def _records(log: list[Envelope]) -> dict[str, CallRecord]:
    by_call: dict[str, list[Envelope]] = {}
    for envelope in log:
        by_call.setdefault(envelope.call_id, []).append(envelope)
    nothing: CallRecord | None = None
    folded = {call_id: reduce(apply, facts, nothing) for call_id, facts in by_call.items()}
    return {call_id: record for call_id, record in folded.items() if record is not None}


def _sum(records: Iterable[CallRecord]) -> dict[tuple[str, str, str], int]:
    counted: Counter[tuple[str, str, str]] = Counter()
    for record in records:
        counted.update(contributions(record))
    return dict(counted)
