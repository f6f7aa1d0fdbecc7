"""A call's visits to queues: each begins with a CallQueued and ends in one way, so that balances close. Pure.

Owns which fact begins a visit, which ends it and how that is named. A call may visit several queues, one after another,
or one queue again; a call-back that waits is no visit, for its caller does not.
"""

from datetime import datetime

import msgspec

from config.milliseconds import to_milliseconds
from eventlog.facts import (
    OVERFLOW,
    AnyFact,
    CallAnswered,
    CallBackEnded,
    CallBackPromised,
    CallEnded,
    CallQueued,
    CallSentOn,
)

MOVED = "moved"
"""A visit that ended because the call went on to another queue (or began anew in the same one)."""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A call's stay in one queue.

    Attributes:
        line: the call's.
        queue: which.
        queued_ms: when the wait began that is measured, here or in the queue that overflowed into this one; ms since
            the Unix epoch, as is the next.
        threshold_ms: the bound of the service level, inclusive.
        answered_ms: when an advisor answered, or None.
        left: how it ended without an answer, else empty: ``moved``, or an outcome.
    """

    line: str
    queue: str
    queued_ms: int
    threshold_ms: int
    answered_ms: int | None = None
    left: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether the call still waits in the queue."""
        return self.answered_ms is None and not self.left

    @property
    def is_within_threshold(self) -> bool:
        """Whether it was answered after a wait of at most the threshold."""
        return self.wait_ms is not None and self.wait_ms <= self.threshold_ms

    @property
    def wait_ms(self) -> int | None:
        """From the beginning of the wait to the answer, ms; None without an answer."""
        return None if self.answered_ms is None else self.answered_ms - self.queued_ms


def next_visit(fact: AnyFact, visit: Visit | None, at: datetime) -> Visit | None:
    """A call's last visit after one more fact of it.

    Args:
        fact: the next one.
        visit: the last one up to now, whether it goes on or not; None before the first.
        at: when the fact happened.

    Returns:
        The last visit now: a new one, or the same as it has become; None before the first and after the call's end.
    """
    if isinstance(fact, CallQueued):
        return begin_visit(fact, visit, at)
    return None if visit is None or isinstance(fact, CallEnded | CallBackEnded) else end_visit(fact, visit, at)


def begin_visit(fact: CallQueued, previous: Visit | None, at: datetime) -> Visit:
    """The visit that a fact begins; the wait of the one before goes on if that queue overflowed."""
    began = previous.queued_ms if previous and fact.reason == OVERFLOW else to_milliseconds(at)
    return Visit(line=fact.line, queue=fact.queue, queued_ms=began, threshold_ms=fact.threshold_ms)


def end_visit(fact: AnyFact, visit: Visit, at: datetime) -> Visit:
    """A visit as a fact ends it; unchanged if it does not."""
    if not visit.is_waiting:
        return visit
    if isinstance(fact, CallAnswered):
        return msgspec.structs.replace(visit, answered_ms=to_milliseconds(at))
    return msgspec.structs.replace(visit, left=visit_exit(fact))


def visit_exit(fact: AnyFact) -> str:
    """How a visit that goes on ends by this fact without an answer; empty if it does not end by it.

    A call that was answered in an earlier queue has that outcome for good, so who ended it tells how this visit ended:
    the caller who left, a failure, or our own message. A call-back visits a queue only once it was handed on in talk.
    """
    match fact:
        case CallQueued():
            return MOVED
        case CallBackPromised():
            return "callback"
        case CallSentOn():
            return "overflowed_out"
        case CallEnded(outcome="answered", ended_by=ended_by):
            return {"caller": "abandoned_queue", "failure": "technical_failure"}.get(ended_by, "message")
        case CallEnded(outcome=outcome):
            return outcome
        case CallBackEnded(result=result):
            return "technical_failure" if result == "failed" else "abandoned_queue"
    return ""
