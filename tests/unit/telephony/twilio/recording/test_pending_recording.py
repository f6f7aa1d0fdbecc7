"""The next step for a recording that Twilio holds."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.twilio.recording.pending_recording import (
    GIVE_UP_AFTER,
    INTAKE_TIMEOUT,
    NextStep,
    PendingRecording,
    is_backing_off,
    is_recording_sid,
    mark_delivered,
    mark_failed,
    mark_reported,
    next_step,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NEW = PendingRecording(sid="RE" + "0" * 32, call_id="CA1", leg="caller", completed_at=NOW)
SECOND = timedelta(seconds=1)
moments = st.integers(0, 3 * 86_400).map(lambda after_s: NOW + timedelta(seconds=after_s))
dues = st.builds(
    PendingRecording,
    sid=st.just(NEW.sid),
    call_id=st.just("c"),
    leg=st.just("l"),
    completed_at=st.just(NOW),
    is_reported=st.booleans(),
    left_at=st.none() | moments,
    failures=st.integers(0, 50),
    retry_at=st.none() | moments,
)


def test_the_way_of_a_recording() -> None:
    """A recording is downloaded, reported, awaited by the intake, and then deleted at Twilio, in this order."""
    assert next_step(NEW, is_stored=False, is_local=False, now=NOW) is NextStep.FETCH
    delivered = mark_delivered(NEW, NOW)
    assert next_step(delivered, is_stored=False, is_local=True, now=NOW) is NextStep.REPORT
    reported = mark_reported(delivered)
    assert next_step(reported, is_stored=False, is_local=True, now=NOW) is NextStep.WAIT
    assert next_step(reported, is_stored=True, is_local=False, now=NOW) is NextStep.DELETE


def test_a_fetch_that_was_not_written_down_is_gone_on_from() -> None:
    """If the file is present or already taken in, its end is reported first, without another download."""
    assert next_step(NEW, is_stored=False, is_local=True, now=NOW) is NextStep.REPORT
    assert next_step(NEW, is_stored=True, is_local=False, now=NOW) is NextStep.REPORT


def test_file_in_lost_machine_memory_is_downloaded_again_by_any_node_after_while() -> None:
    """A file in a lost machine's memory is downloaded again by any node after a while."""
    reported = mark_reported(mark_delivered(NEW, NOW))
    almost = NOW + INTAKE_TIMEOUT - SECOND
    assert next_step(reported, is_stored=False, is_local=False, now=almost) is NextStep.WAIT
    assert next_step(reported, is_stored=False, is_local=False, now=NOW + INTAKE_TIMEOUT) is NextStep.FETCH


@given(dues, moments, st.booleans())
def test_nothing_is_removed_that_is_not_kept(due: PendingRecording, now: datetime, is_local: bool) -> None:
    """Twilio's copy is deleted only after ours is stored and reported."""
    assert next_step(due, is_stored=False, is_local=is_local, now=now) is not NextStep.DELETE
    if next_step(due, is_stored=True, is_local=is_local, now=now) is NextStep.DELETE:
        assert due.is_reported


@given(dues, moments)
def test_stored_recording_is_not_lost_if_twilio_refuses_to_delete_its_copy_for_days(
    due: PendingRecording, now: datetime
) -> None:
    """If Twilio refuses to delete its copy for days, the stored recording is not lost."""
    assert next_step(due, is_stored=True, is_local=False, now=now) is not NextStep.GIVE_UP


def test_recording_that_cannot_be_downloaded_is_reported_as_lost_after_24_hours() -> None:
    """A recording that cannot be downloaded is reported as lost after 24 hours, and no sooner."""
    failing = NEW
    at = NOW
    while next_step(failing, is_stored=False, is_local=False, now=at) is not NextStep.GIVE_UP:
        if next_step(failing, is_stored=False, is_local=False, now=at) is NextStep.FETCH:
            failing = mark_failed(failing, at)
        at += timedelta(minutes=1)
    assert GIVE_UP_AFTER <= at - NOW <= GIVE_UP_AFTER + timedelta(minutes=10)
    assert failing.failures < 200


@pytest.mark.parametrize(("failed", "pause_s"), [(0, 2), (1, 4), (5, 64), (9, 600), (1000, 600)])
def test_pauses_double_up_to_ten_minutes(failed: int, pause_s: int) -> None:
    """A short fault costs seconds, and a long one does not cost a request each second."""
    again = mark_failed(msgspec.structs.replace(NEW, failures=failed), NOW)
    assert again.retry_at == NOW + timedelta(seconds=pause_s)
    assert is_backing_off(again, NOW)
    assert not is_backing_off(again, NOW + timedelta(seconds=pause_s))


@pytest.mark.parametrize(
    ("text", "good"), [(NEW.sid, True), ("RE../../x", False), (NEW.sid + "\n", False), ("", False)]
)
def test_only_a_sid_becomes_part_of_an_address(text: str, good: bool) -> None:
    """A webhook's recording id must be a SID, so it cannot redirect the request."""
    assert is_recording_sid(text) is good
