"""One call as its facts tell it: the fold that every report reads. Pure.

Owns what a call's record holds and how each fact changes it. What it does not know from facts it must not hold.
"""

from datetime import datetime, timedelta
from functools import singledispatch

import msgspec

from eventlog.facts import (
    AdvisorOffered,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallIngressed,
    CallQueued,
    CallRetrieved,
    Envelope,
    Outcome,
)

_MS = timedelta(milliseconds=1)


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a call, up to now.

    Attributes:
        line: the line that it entered.
        queue: the queue that it last waited in, else empty.
        site_version: the site that it began with.
        gateway: the instance that held it.
        caller_ref: opaque reference into person_data, or empty.
        arrived_at: when it entered the line.
        in_hours: whether the line was open then.
        queued_at: when its wait began, or None.
        threshold_ms: the bound of the service level of that queue, inclusive; 0 if it never waited.
        answered_at: when an advisor and the caller were connected, or None.
        advisor: who answered, else empty.
        held_ms: how long the caller was on hold altogether, ms, without a hold that still lasts.
        held_since: when the hold that lasts began, or None.
        offers: how many advisors it was offered to.
        ended_at: when it was over, or None.
        outcome: the one outcome, or None while it goes on.
        stage: the stage in which it ended, else empty.
        ended_by: who ended it, else empty.
    """

    campaign: str
    call_id: str
    line: str
    site_version: str
    gateway: str
    caller_ref: str
    arrived_at: datetime
    in_hours: bool
    queue: str = ""
    queued_at: datetime | None = None
    threshold_ms: int = 0
    answered_at: datetime | None = None
    advisor: str = ""
    held_ms: int = 0
    held_since: datetime | None = None
    offers: int = 0
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    stage: str = ""
    ended_by: str = ""

    @property
    def wait_ms(self) -> int | None:
        """From the beginning of the wait to the answer, in ms; None if it never waited or was never answered."""
        if self.queued_at is None or self.answered_at is None:
            return None
        return (self.answered_at - self.queued_at) // _MS

    @property
    def within(self) -> bool:
        """Whether it was answered after a wait of at most the threshold."""
        return self.wait_ms is not None and self.wait_ms <= self.threshold_ms


def apply(record: CallRecord | None, envelope: Envelope) -> CallRecord | None:
    """The record after one more fact of its call.

    Args:
        record: up to now; None before the call's first fact.
        envelope: a fact of that call, the next one in the order of the log.

    Returns:
        The new record; None while no CallIngressed has been seen.
    """
    fact = envelope.fact
    if isinstance(fact, CallIngressed):
        return _opened(envelope, fact)
    return None if record is None else _after(fact, record, envelope.at)


def _opened(envelope: Envelope, fact: CallIngressed) -> CallRecord:
    return CallRecord(
        campaign=envelope.campaign,
        call_id=envelope.call_id,
        line=fact.line,
        site_version=envelope.site_version,
        gateway=fact.gateway,
        caller_ref=fact.caller_ref,
        arrived_at=envelope.at,
        in_hours=fact.in_hours,
    )


@singledispatch
def _after(fact: AnyFact, record: CallRecord, at: datetime) -> CallRecord:
    """Facts that tell nothing of the record leave it as it is."""
    return record


@_after.register
def _(fact: CallQueued, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(record, queue=fact.queue, queued_at=at, threshold_ms=fact.threshold_ms)


@_after.register
def _(fact: AdvisorOffered, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(record, offers=max(record.offers, fact.offer))


@_after.register
def _(fact: CallAnswered, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(record, answered_at=at, advisor=fact.advisor)


@_after.register
def _(fact: CallHeld, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(record, held_since=at)


@_after.register
def _(fact: CallRetrieved, record: CallRecord, at: datetime) -> CallRecord:
    return _off_hold(record, at)


@_after.register
def _(fact: CallEnded, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(
        _off_hold(record, at), ended_at=at, outcome=fact.outcome, stage=fact.stage, ended_by=fact.ended_by
    )


def _off_hold(record: CallRecord, at: datetime) -> CallRecord:
    if record.held_since is None:
        return record
    held_ms = record.held_ms + (at - record.held_since) // _MS
    return msgspec.structs.replace(record, held_ms=held_ms, held_since=None)
