"""A recording at Twilio that is to be downloaded, and its next step. Pure.

Owns the value, its times and the order of the steps: download for the intake, report, intake, and only then delete at
Twilio. After a failure between two steps the value shows the next one.
"""

import re
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

import msgspec

GIVE_UP_AFTER: Final = timedelta(hours=24)
"""Age at which a recording is reported lost; Twilio's copy stays for a person to download."""
INTAKE_TIMEOUT: Final = timedelta(minutes=5)
"""Time after which a downloaded file that is neither present nor taken in is downloaded again."""
_FIRST_DELAY: Final = timedelta(seconds=2)
_MAX_DELAY: Final = timedelta(minutes=10)
_SID: Final = re.compile(r"RE[0-9a-f]{32}")


class PendingRecording(msgspec.Struct, frozen=True, kw_only=True):
    """A recording at Twilio.

    Attributes:
        completed_at: when Twilio reported it complete.
        is_reported: its RecordingStored was sent.
        left_at: time of its last download; None before.
        retry_at: time of the next attempt after a failure, else None.
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
    """The next step."""

    REPORT = "tell"
    DELETE = "delete"
    FETCH = "fetch"
    GIVE_UP = "give_up"
    WAIT = "wait"


def is_recording_sid(text: str) -> bool:
    """Return whether a text is a valid sid of a recording, which becomes part of a URL."""
    return _SID.fullmatch(text) is not None


def is_backing_off(recording: PendingRecording, now: datetime) -> bool:
    """Return whether a recording waits for its next attempt, so that nothing need be looked up."""
    return recording.retry_at is not None and now < recording.retry_at


def next_step(recording: PendingRecording, *, is_stored: bool, is_local: bool, now: datetime) -> NextStep:
    """Return the next step of a recording."""
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
    """Return the recording as reported."""
    return msgspec.structs.replace(recording, is_reported=True, failures=0, retry_at=None)


def mark_delivered(recording: PendingRecording, now: datetime) -> PendingRecording:
    """Return the recording as downloaded."""
    return msgspec.structs.replace(recording, left_at=now, failures=0, retry_at=None)


def mark_failed(recording: PendingRecording, now: datetime) -> PendingRecording:
    """Return the recording with a delay that doubles at each failure, up to ten minutes."""
    pause = min(_FIRST_DELAY * 2 ** min(recording.failures, 16), _MAX_DELAY)
    return msgspec.structs.replace(recording, failures=recording.failures + 1, retry_at=now + pause)
