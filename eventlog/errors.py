"""Errors of the event log. Messages for people are in Spanish."""

from typing import ClassVar


class EventlogError(Exception):
    """Base class of this package's errors.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may succeed later.
    """

    code: ClassVar[str] = "eventlog_error"
    retryable: ClassVar[bool] = False


class Unreadable(EventlogError):
    """An entry of the stream or a row of the journal is no fact that this release knows."""

    code = "unreadable_entry"


class RecorderStopped(EventlogError):
    """The stream contradicts the journal: recording on would falsify the log, so an operator must inspect it.

    Attributes:
        reason: ``gap`` (a fact is missing), ``conflict`` (another fact under a journaled id) or ``unreadable`` (no fact
            that this release knows).
        at: the stream id of the contradiction.
    """

    code = "recorder_stopped"

    def __init__(self, reason: str, at: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.at = at


class BadAnchor(EventlogError):
    """A text holds no anchor, or one that this release cannot read."""

    code = "bad_anchor"
