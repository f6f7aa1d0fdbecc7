"""The record of a call, folded from its facts."""

from datetime import timedelta
from functools import reduce
from typing import Any

import msgspec
import pytest

from config.milliseconds import to_milliseconds
from eventlog.facts import (
    AnyFact,
    CallAnswered,
    CallBackDialled,
    CallBackEnded,
    CallBackQueued,
    CallEnded,
    CallHeld,
    CallMuted,
    CallQueued,
    CallReceived,
    CallRetrieved,
    CallTransferred,
    Envelope,
    Outcome,
)
from eventlog.folds.call_record import CallRecord, apply
from eventlog.folds.counts import contributions
from eventlog.folds.visits import Visit
from tests.support.facts.call_logs import NOON_IN_BOGOTA, call_facts, caller, side_by_side_log


def recorded(outcome: Outcome, until: int | None = None) -> CallRecord | None:
    return _fold(side_by_side_log([("call-1", call_facts(1, outcome))])[:until])


def test_line_queue_advisor_offers_times_and_outcome_come_from_facts() -> None:
    """Line, queue, advisor, offers, times and outcome come from the facts; the wait ends with the answer."""
    record = recorded("answered")
    assert record == CallRecord(
        campaign="demo",
        call_id="call-1",
        line="bogota",
        site_version="site-1",
        gateway="g-1",
        caller_ref=caller(1).ref,
        arrived_at=NOON_IN_BOGOTA + timedelta(milliseconds=1_700),
        in_hours=True,
        queue="general",
        queued_at=NOON_IN_BOGOTA + timedelta(milliseconds=5_100),
        threshold_ms=20_000,
        answered_at=NOON_IN_BOGOTA + timedelta(milliseconds=11_900),
        advisor="asesor2",
        offers=2,
        ended_at=NOON_IN_BOGOTA + timedelta(milliseconds=13_600),
        outcome="answered",
        stage="talking",
        ended_by="caller",
        visits=(
            Visit(
                line="bogota",
                queue="general",
                queued_ms=to_milliseconds(NOON_IN_BOGOTA) + 5_100,
                threshold_ms=20_000,
                answered_ms=to_milliseconds(NOON_IN_BOGOTA) + 11_900,
            ),
        ),
    )
    assert record.wait_ms == 6_800


def test_a_call_that_goes_on_has_no_outcome() -> None:
    """Without CallEnded the record has no outcome."""
    record = recorded("answered", until=-1)
    assert record is not None
    assert (record.outcome, record.ended_at) == (None, None)


def test_a_call_that_never_waited_has_no_wait() -> None:
    """A caller who left in the menu has no wait and is within no threshold."""
    record = recorded("abandoned_ivr")
    assert record is not None
    assert (record.queue, record.wait_ms, record.is_within_threshold) == ("", None, False)


@pytest.mark.parametrize(("threshold_ms", "within"), [(6_799, False), (6_800, True), (6_801, True)])
def test_a_wait_of_exactly_the_threshold_is_within(threshold_ms: int, within: bool) -> None:
    """A wait equal to the threshold is within it, as the contract's formula says by default."""
    log = side_by_side_log([("call-1", call_facts(1, "answered"))])
    changed = [_with_threshold(envelope, threshold_ms) for envelope in log]
    record = _fold(changed)
    assert record is not None
    assert record.is_within_threshold is within


def test_facts_before_the_arrival_make_no_record() -> None:
    """Without CallIngressed there is no record."""
    log = side_by_side_log([("call-1", call_facts(1, "answered"))])
    assert _fold(log[1:]) is None


def test_a_fact_of_no_consequence_leaves_the_record_as_it_is() -> None:
    """A menu choice is in the timeline but not in the record."""
    assert recorded("answered", until=2) == recorded("answered", until=1)


def test_time_on_hold_is_added_up_to_the_end() -> None:
    """Each hold lasts until its retrieval, or else until the end of the call."""
    talk = {"line": "bogota", "queue": "general", "advisor": "asesor2"}
    hold, retrieved = CallHeld(**talk), CallRetrieved(**talk)
    *life, end = call_facts(1, "answered")
    log = side_by_side_log([("call-1", [*life, hold, retrieved, hold, CallMuted(**talk), end])])
    so_far, over = _fold(log[:-1]), _fold(log)
    assert so_far is not None
    assert over is not None
    assert (so_far.held_ms, so_far.held_since) == (1_700, log[-3].at)
    assert (over.held_ms, over.held_since) == (1_700 + 2 * 1_700, None)


def test_the_end_is_the_last_word() -> None:
    """Stage and ending party come from CallEnded."""
    ended = CallEnded(line="bogota", queue="", outcome="after_hours", stage="closed", ended_by="system")
    log = side_by_side_log([("call-1", [*call_facts(1, "abandoned_ivr")[:1], ended])])
    record = _fold(log)
    assert record is not None
    assert (record.outcome, record.stage, record.ended_by) == ("after_hours", "closed", "system")


def _fold(log: list[Envelope]) -> CallRecord | None:
    nothing: CallRecord | None = None
    return reduce(apply, log, nothing)


def _with_threshold(envelope: Envelope, threshold_ms: int) -> Envelope:
    if not isinstance(envelope.fact, CallQueued):
        return envelope
    return msgspec.structs.replace(envelope, fact=msgspec.structs.replace(envelope.fact, threshold_ms=threshold_ms))


TRANSFERRED = CallTransferred(line="bogota", queue="general", advisor="asesor2", to="queue:otra", kind="blind")
ANSWERED = call_facts(1, "answered")[:-1]


def _again(reason: str, queue: str = "otra", threshold_ms: int = 5_000) -> CallQueued:
    return CallQueued(line="bogota", queue=queue, reason=reason, threshold_ms=threshold_ms)


def _of(*facts: AnyFact) -> CallRecord:
    record = _fold(side_by_side_log([("call-1", facts)]))
    assert record is not None
    return record


def _end(outcome: Outcome = "answered", ended_by: str = "caller") -> CallEnded:
    return CallEnded(line="bogota", queue="otra", outcome=outcome, stage="waiting", ended_by=ended_by)


def test_first_answer_counts_for_transferred_call() -> None:
    """If an answered call is transferred and abandoned, its first answer, with queue and wait, counts."""
    first, record = recorded("answered"), _of(*ANSWERED, TRANSFERRED, _again("transfer"), _end())
    assert first is not None
    assert (record.outcome, record.queue, record.answered_at, record.wait_ms) == (
        "answered",
        "general",
        first.answered_at,
        6_800,
    )
    assert [(visit.queue, visit.left, visit.wait_ms) for visit in record.visits] == [
        ("general", "", 6_800),
        ("otra", "abandoned_queue", None),
    ]


@pytest.mark.parametrize(
    ("ended_by", "reason"), [("caller", "abandoned_queue"), ("failure", "technical_failure"), ("system", "message")]
)
def test_visit_of_other_queue_takes_its_result_from_party_that_ended_call(ended_by: str, reason: str) -> None:
    """The visit of the other queue takes its result from the party that ended the call, not from the outcome."""
    record = _of(*ANSWERED, TRANSFERRED, _again("transfer"), _end(ended_by=ended_by))
    assert record.visits[-1].left == reason


def test_a_wait_that_overflows_goes_on_under_the_next_queues_bound() -> None:
    """The wait counts from the first queue and is judged by the threshold of the answering queue."""
    waited = call_facts(1, "abandoned_queue")[:3]
    answered = CallAnswered(line="bogota", queue="otra", advisor="asesor3", offer=1)
    record = _of(*waited, _again("overflow"), answered)
    assert (record.queue, record.wait_ms, record.threshold_ms, record.is_within_threshold) == (
        "otra",
        3_400,
        5_000,
        True,
    )
    assert [visit.left for visit in record.visits] == ["moved", ""]


def test_after_attended_transfer_consulted_advisor_has_call() -> None:
    """After an attended transfer the consulted advisor has the call."""
    transfer = msgspec.structs.replace(TRANSFERRED, to="advisor:asesor3", kind="attended")
    assert _of(*ANSWERED, transfer).advisor == "asesor3"
    assert _of(*ANSWERED, TRANSFERRED).advisor == "asesor2"


def test_a_received_call_is_not_ingressed() -> None:
    """A received call has its own record in the new campaign."""
    received = CallReceived(
        line="bogota", gateway="g", campaign_from="una", first_arrival_ms=1, caller_ref="r", caller_commitment="c"
    )
    record = _of(received, _again("transfer"))
    assert (record.received_from, record.in_hours, record.queue) == ("una", False, "otra")


@pytest.mark.parametrize(
    ("result", "outcome"),
    [("talked", "answered"), ("not_reached", "callback"), ("expired", "callback"), ("failed", "technical_failure")],
)
def test_a_call_back_has_a_record_of_its_own(result: Any, outcome: Outcome) -> None:
    """The record names the promising call, the attempts and the result."""
    queued = CallBackQueued(line="bogota", queue="general", of_call="call-0", caller_ref="r", attempt=0)
    dialled = CallBackDialled(line="bogota", queue="general", advisor="asesor1", attempt=2)
    over = CallBackEnded(line="bogota", queue="general", result=result, attempts=2)
    record = _of(queued, dialled, msgspec.structs.replace(queued, attempt=2), over)
    assert (record.of_call, record.attempts, record.outcome, record.visits) == ("call-0", 2, outcome, ())


def test_a_call_back_is_no_call_of_its_line() -> None:
    """The promising call is counted in its line; the call-back adds nothing."""
    queued = CallBackQueued(line="bogota", queue="general", of_call="call-0", caller_ref="r", attempt=0)
    assert contributions(_of(queued)) == {}
