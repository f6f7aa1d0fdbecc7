"""A call's visits to queues: each begins with a CallQueued and ends in one way, so that totals balance. Pure.

Owns which fact begins a visit, which ends it, and the name of each end. A call may visit several queues, one after
another, or one queue again; a waiting call-back is no visit, because its caller does not wait.
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
"""How a visit ended if the call went to another queue, or entered the same one again."""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A call's stay in one queue.

    Attributes:
        queued_ms: when the measured wait began, here or in the queue that overflowed into this one; ms since the Unix
            epoch.
        threshold_ms: the bound of the service level, inclusive.
        answered_ms: when an advisor answered, ms since the Unix epoch, or None.
        left: how it ended without an answer: ``moved``, or an outcome; else empty.
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
    """Return a call's last visit after the next fact: a new one, or the same one updated.

    ``visit`` is the last one up to now, ended or not. The result is None before the first visit and after the call's
    end.
    """
    if isinstance(fact, CallQueued):
        return begin_visit(fact, visit, at)
    return None if visit is None or isinstance(fact, CallEnded | CallBackEnded) else end_visit(fact, visit, at)


def begin_visit(fact: CallQueued, previous: Visit | None, at: datetime) -> Visit:
    """Begin a visit; the wait of the previous one goes on if that queue overflowed."""
    began = previous.queued_ms if previous and fact.reason == OVERFLOW else to_milliseconds(at)
    return Visit(line=fact.line, queue=fact.queue, queued_ms=began, threshold_ms=fact.threshold_ms)


def end_visit(fact: AnyFact, visit: Visit, at: datetime) -> Visit:
    """Apply a fact to a visit, which stays unchanged if the fact does not end it."""
    if not visit.is_waiting:
        return visit
    if isinstance(fact, CallAnswered):
        return msgspec.structs.replace(visit, answered_ms=to_milliseconds(at))
    return msgspec.structs.replace(visit, left=visit_exit(fact))


def visit_exit(fact: AnyFact) -> str:
    """Return how a fact ends a visit without an answer; empty if it does not.

    A call that was answered in an earlier queue keeps that outcome, so ``ended_by`` determines how this visit ended:
    the caller left, a failure, or our own message. A call-back visits a queue only after a transfer in conversation.
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
