"""A call's record is what its facts tell."""

from datetime import timedelta
from functools import reduce

import msgspec
import pytest

from eventlog.call_record import CallRecord, apply
from eventlog.facts import CallEnded, CallHeld, CallMuted, CallQueued, CallRetrieved, Envelope, Outcome
from tests.logs import NOON, call_facts, caller, envelopes


def recorded(outcome: Outcome, until: int | None = None) -> CallRecord | None:
    return _fold(envelopes([("call-1", call_facts(1, outcome))])[:until])


def test_an_answered_call_tells_its_whole_life() -> None:
    """Line, queue, advisor, offers, moments and outcome come from the facts; the wait ends with the answer."""
    record = recorded("answered")
    assert record == CallRecord(
        campaign="demo",
        call_id="call-1",
        line="bogota",
        site_version="site-1",
        gateway="g-1",
        caller_ref=caller(1).ref,
        arrived_at=NOON + timedelta(milliseconds=1_700),
        in_hours=True,
        queue="general",
        queued_at=NOON + timedelta(milliseconds=5_100),
        threshold_ms=20_000,
        answered_at=NOON + timedelta(milliseconds=11_900),
        advisor="asesor2",
        offers=2,
        ended_at=NOON + timedelta(milliseconds=13_600),
        outcome="answered",
        stage="talking",
        ended_by="caller",
    )
    assert record.wait_ms == 6_800


def test_a_call_that_goes_on_has_no_outcome() -> None:
    """Before CallEnded the record is open."""
    record = recorded("answered", until=-1)
    assert record is not None
    assert (record.outcome, record.ended_at) == (None, None)


def test_a_call_that_never_waited_has_no_wait() -> None:
    """Who left in the menu waited in no queue, and is not within any threshold."""
    record = recorded("abandoned_ivr")
    assert record is not None
    assert (record.queue, record.wait_ms, record.within) == ("", None, False)


@pytest.mark.parametrize(("threshold_ms", "within"), [(6_799, False), (6_800, True), (6_801, True)])
def test_a_wait_of_exactly_the_threshold_is_within(threshold_ms: int, within: bool) -> None:
    """The bound is inclusive, as the contract's formula says by default."""
    log = envelopes([("call-1", call_facts(1, "answered"))])
    changed = [_with_threshold(envelope, threshold_ms) for envelope in log]
    record = _fold(changed)
    assert record is not None
    assert record.within is within


def test_facts_before_the_arrival_make_no_record() -> None:
    """Without CallIngressed nothing is known of a call."""
    log = envelopes([("call-1", call_facts(1, "answered"))])
    assert _fold(log[1:]) is None


def test_a_fact_of_no_consequence_leaves_the_record_as_it_is() -> None:
    """A choice in the menu is in the timeline, not in the record."""
    assert recorded("answered", until=2) == recorded("answered", until=1)


def test_time_on_hold_is_added_up_to_the_end() -> None:
    """Each hold lasts to its retrieval, the last one to the end of the call if it was not taken back."""
    talk = {"line": "bogota", "queue": "general", "advisor": "asesor2"}
    held, retrieved = CallHeld(**talk), CallRetrieved(**talk)
    *life, end = call_facts(1, "answered")
    log = envelopes([("call-1", [*life, held, retrieved, held, CallMuted(**talk), end])])
    so_far, over = _fold(log[:-1]), _fold(log)
    assert so_far is not None
    assert over is not None
    assert (so_far.held_ms, so_far.held_since) == (1_700, log[-3].at)
    assert (over.held_ms, over.held_since) == (1_700 + 2 * 1_700, None)


def test_the_end_is_the_last_word() -> None:
    """Stage and who ended it are those of CallEnded."""
    ended = CallEnded(line="bogota", queue="", outcome="after_hours", stage="closed", ended_by="system")
    log = envelopes([("call-1", [*call_facts(1, "abandoned_ivr")[:1], ended])])
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
