"""What can go wrong in this room. Messages that a person may read are in Spanish."""

from typing import ClassVar


class EventlogError(Exception):
    """Root of the errors of this room.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
    """

    code: ClassVar[str] = "eventlog_error"
    retryable: ClassVar[bool] = False


class Unreadable(EventlogError):
    """An entry of the stream or a row of the journal is no fact that this release knows."""

    code = "unreadable_entry"


class RecorderStopped(EventlogError):
    """The stream contradicts the journal: recording on would falsify the log, so a person must look.

    Attributes:
        reason: ``gap`` (a fact is missing), ``conflict`` (another fact under an id that was journaled) or
            ``unreadable`` (no fact that this release knows).
        at: the stream id where it showed.
    """

    code = "recorder_stopped"

    def __init__(self, reason: str, at: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.at = at


class BadAnchor(EventlogError):
    """A text holds no anchor, or one that this release cannot read."""

    code = "bad_anchor"
