"""A recording that Twilio has and we must fetch: what is known of it, and what is done next about it. Pure.

Owns the value, its times and the order of the steps: the file is left for the intake, told, taken in, and only then
removed at Twilio. Whoever dies between two steps leaves a value from which the next one follows.
"""

import re
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

import msgspec

GIVE_UP_AFTER: Final = timedelta(hours=24)
"""A recording that could not be brought home until then is told as lost; Twilio's copy stays for a person to fetch."""
INTAKE_TIMEOUT: Final = timedelta(minutes=5)
"""A file that was left and is neither there any more nor taken in until then died with its node: it is fetched anew."""
_FIRST_DELAY: Final = timedelta(seconds=2)
_MAX_DELAY: Final = timedelta(minutes=10)
_SID: Final = re.compile(r"RE[0-9a-f]{32}")


class PendingRecording(msgspec.Struct, frozen=True, kw_only=True):
    """A recording at Twilio.

    Attributes:
        sid: its name there.
        call_id: our call.
        leg: that was recorded.
        completed_at: when Twilio said that it is complete.
        is_reported: whether its end was told to the call.
        left_at: when its file was last left for the intake; None when it was not yet.
        failures: how often in a row a step failed.
        retry_at: not before then is anything tried that failed; None after what did not.
    """

    sid: str
    call_id: str
    leg: str
    completed_at: datetime
    is_reported: bool = False
    left_at: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None


class NextStep(Enum):
    """What is done next."""

    REPORT = "tell"
    DELETE = "delete"
    FETCH = "fetch"
    GIVE_UP = "give_up"
    WAIT = "wait"


def is_recording_sid(text: str) -> bool:
    """Whether that is the name of a recording at Twilio; it becomes a part of an address."""
    return _SID.fullmatch(text) is not None


def is_backing_off(recording: PendingRecording, now: datetime) -> bool:
    """Whether nothing is done about a recording before its pause is over, so nobody need be asked about it."""
    return recording.retry_at is not None and now < recording.retry_at


def next_step(recording: PendingRecording, *, is_stored: bool, is_local: bool, now: datetime) -> NextStep:
    """What is done next about a recording.

    Args:
        recording: what is known of it.
        is_stored: whether our store has it, encrypted.
        is_local: whether its file lies in this node's intake.
        now: the time.
    """
    if not recording.is_reported and (is_stored or is_local or recording.left_at is not None):
        return NextStep.REPORT
    if is_backing_off(recording, now):
        return NextStep.WAIT
    if is_stored:
        return NextStep.DELETE
    if is_local:
        return NextStep.WAIT
    if now - recording.completed_at >= GIVE_UP_AFTER:
        return NextStep.GIVE_UP
    if recording.left_at is not None and now - recording.left_at < INTAKE_TIMEOUT:
        return NextStep.WAIT
    return NextStep.FETCH


def mark_reported(recording: PendingRecording) -> PendingRecording:
    """The same, told."""
    return msgspec.structs.replace(recording, is_reported=True, failures=0, retry_at=None)


def mark_delivered(recording: PendingRecording, now: datetime) -> PendingRecording:
    """The same, with its file left for the intake."""
    return msgspec.structs.replace(recording, left_at=now, failures=0, retry_at=None)


def mark_failed(recording: PendingRecording, now: datetime) -> PendingRecording:
    """The same, to be tried again after a pause that doubles each time, up to ten minutes."""
    pause = min(_FIRST_DELAY * 2 ** min(recording.failures, 16), _MAX_DELAY)
    return msgspec.structs.replace(recording, failures=recording.failures + 1, retry_at=now + pause)
