"""Facts of recordings: they begin, pause, are stored, heard, deleted or lost. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. Of what was said they hold nothing: the digest
is of the encrypted bytes.
"""

from typing import Literal

from eventlog.facts.base import Fact

PauseReason = Literal["asked", "hold", "waiting"]
"""``asked`` by the advisor, before a secret is spoken; the caller is on ``hold``, or ``waiting`` between two advisors,
where the site has it so."""
LossReason = Literal["not_delivered", "unreadable", "not_recorded"]
"""The gateway never left a finished file; or what it left is no recording; or it said at once that it cannot record."""


class RecordingBegan(Fact, frozen=True, kw_only=True):
    """Both sides of a talk are recorded from here on.

    Attributes:
        recording: its id, which names the call.
    """

    line: str
    queue: str
    advisor: str
    recording: str


class RecordingPaused(Fact, frozen=True, kw_only=True):
    """What is said from here on is silence in the recording.

    Attributes:
        advisor: who talks with the caller, or empty.
    """

    advisor: str
    recording: str
    reason: PauseReason


class RecordingResumed(Fact, frozen=True, kw_only=True):
    """What is said is recorded again; not said when the call ends in a pause.

    Attributes:
        advisor: who talks with the caller, or empty.
    """

    advisor: str
    recording: str


class RecordingStored(Fact, frozen=True, kw_only=True):
    """A recording lies encrypted on disk, whole.

    Attributes:
        duration_ms: how long it plays.
        size: of the encrypted file, bytes.
        digest: SHA-256 of the encrypted file, hex.
        channels: how many; the caller is the left one, the advisor the right one.
    """

    recording: str
    duration_ms: int
    size: int
    digest: str
    channels: int


class RecordingPlayed(Fact, frozen=True, kw_only=True):
    """Somebody began to listen to a recording.

    Attributes:
        user: who.
    """

    recording: str
    user: str


class RecordingDeleted(Fact, frozen=True, kw_only=True):
    """A recording was kept for as long as the site says, and can be heard by nobody any more.

    Attributes:
        rule: the line whose own rule it was, or ``general``.
        days: how long that rule has recordings kept.
    """

    recording: str
    rule: str
    days: int


class RecordingLost(Fact, frozen=True, kw_only=True):
    """A recording began, and there is none; if it turns up later after all, it is stored."""

    recording: str
    reason: LossReason


RecordingFact = (
    RecordingBegan
    | RecordingPaused
    | RecordingResumed
    | RecordingStored
    | RecordingPlayed
    | RecordingDeleted
    | RecordingLost
)
