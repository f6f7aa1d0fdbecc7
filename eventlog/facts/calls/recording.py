"""Facts of recordings: begun, paused, stored, heard, deleted or lost. Pure.

They contain nothing of the conversation: the digest covers the encrypted bytes. ``recording`` is the id, which names
the call.
"""

from typing import Literal

from eventlog.facts.base import Fact

PauseReason = Literal["asked", "hold", "waiting"]
"""Reason of a pause: the advisor ``asked``, before the caller says a secret; or, if the site pauses then, the caller is
on ``hold`` or ``waiting`` between two advisors."""
LossReason = Literal["not_delivered", "unreadable", "not_recorded"]
"""Reason of a loss: the gateway never delivered a finished file, delivered an unreadable one, or reported at the start
that it cannot record."""


class RecordingBegan(Fact, frozen=True, kw_only=True):
    """Both sides of a conversation are recorded from here on."""

    line: str
    queue: str
    advisor: str
    recording: str


class RecordingPaused(Fact, frozen=True, kw_only=True):
    """From here on the recording is silent; ``advisor`` talks with the caller, or is empty."""

    advisor: str
    recording: str
    reason: PauseReason


class RecordingResumed(Fact, frozen=True, kw_only=True):
    """Recording resumes; not written when the call ends in a pause. ``advisor`` talks with the caller, or is empty."""

    advisor: str
    recording: str


class RecordingStored(Fact, frozen=True, kw_only=True):
    """A recording is on disk, encrypted and complete.

    Attributes:
        duration_ms: how long it plays.
        size: of the encrypted file, bytes.
        digest: SHA-256 of the encrypted file, hex.
        channels: number of channels; the left one is the caller, the right one the advisor.
    """

    recording: str
    duration_ms: int
    size: int
    digest: str
    channels: int


class RecordingPlayed(Fact, frozen=True, kw_only=True):
    """A user began to listen to a recording."""

    recording: str
    user: str


class RecordingDeleted(Fact, frozen=True, kw_only=True):
    """The site's retention period of a recording is over, and it can no longer be heard.

    Attributes:
        rule: the line whose own rule it was, or ``general``.
        days: retention period of that rule.
    """

    recording: str
    rule: str
    days: int


class RecordingLost(Fact, frozen=True, kw_only=True):
    """A recording began, and there is none; if it appears later after all, it is stored."""

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
