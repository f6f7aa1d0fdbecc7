"""The record of one call, folded from its facts: every report reads it. Pure.

Owns the fields of a record and the effect of each fact. It must not hold data that facts do not contain.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from config.milliseconds import MILLISECOND, from_milliseconds
from eventlog.facts import (
    AdvisorOffered,
    AnyFact,
    CallAnswered,
    CallBackAnswered,
    CallBackDialled,
    CallBackEnded,
    CallBackQueued,
    CallEnded,
    CallHeld,
    CallIngressed,
    CallQueued,
    CallReceived,
    CallRetrieved,
    CallSetAside,
    CallTransferred,
    Envelope,
    Outcome,
)
from eventlog.folds import visits
from eventlog.folds.visits import Visit

SHORTEST_TALK = timedelta(seconds=1)
"""Minimum duration of a conversation; a shorter call counts as answered, but without a conversation."""
_OUTCOMES: dict[str, Outcome] = {"talked": "answered", "failed": "technical_failure"}


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a call, up to now. Without other note, an empty text or None means that there is none.

    Attributes:
        queue: the queue of its first answer, else of its last wait; ``queued_at`` and ``threshold_ms`` belong to it.
        site_version: the site version that it began with.
        gateway: the instance that held it.
        caller_ref: opaque reference into person_data.
        arrived_at: when it entered the line.
        in_hours: whether the line was open then.
        threshold_ms: the bound of the queue's service level, inclusive; 0 if it never waited.
        answered_at: when an advisor and the caller were first connected.
        advisor: the last one who answered or took over the call.
        visits: every stay in a queue, in order.
        received_from: the campaign in which it was ingressed, if it was transferred from there.
        of_call: for a call-back, the call in which it was promised.
        attempts: for a call-back, how often the caller was dialled.
        set_aside: reason why it counts nowhere, as anomalous traffic.
        held_ms: total time on hold, ms, without a current hold.
        held_since: when the current hold began.
        offers: number of advisors it was offered to.
        outcome: the one outcome, None while it goes on. For a call-back, which is counted in no line: ``answered`` if
            there was a conversation, ``technical_failure``, or ``callback`` if the caller was not reached.
        stage: the stage in which it ended.
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
    visits: tuple[Visit, ...] = ()
    received_from: str = ""
    of_call: str = ""
    attempts: int = 0
    set_aside: str = ""

    @property
    def wait_ms(self) -> int | None:
        """From the beginning of the wait to the answer, in ms; None if it never waited or was never answered."""
        if self.queued_at is None or self.answered_at is None:
            return None
        return (self.answered_at - self.queued_at) // MILLISECOND

    @property
    def is_within_threshold(self) -> bool:
        """Whether it was answered after a wait of at most the threshold."""
        return self.wait_ms is not None and self.wait_ms <= self.threshold_ms


def is_too_short_to_talk(answered_at: datetime | None, ended_at: datetime | None) -> bool:
    """Return whether an answered call ended too soon after its first answer for a conversation."""
    return answered_at is not None and ended_at is not None and ended_at - answered_at < SHORTEST_TALK


def apply(record: CallRecord | None, envelope: Envelope) -> CallRecord | None:
    """Return the record after the next fact of its call; ``record`` is None before the first fact.

    The result is None until the call is ingressed or received from another campaign, or is a call-back.
    """
    fact = envelope.fact
    match fact:
        case CallIngressed(gateway=gateway, in_hours=in_hours):
            return _new_record(envelope, fact, gateway=gateway, in_hours=in_hours)
        case CallReceived(gateway=gateway, campaign_from=campaign):
            return _new_record(envelope, fact, gateway=gateway, received_from=campaign)
        case CallBackQueued(of_call=of_call, queue=queue) if record is None:
            return _new_record(envelope, fact, of_call=of_call, queue=queue)
    return None if record is None else _apply_to_record(fact, _apply_to_visits(fact, record, envelope.at), envelope.at)


def _new_record(
    envelope: Envelope, fact: CallIngressed | CallReceived | CallBackQueued, *, gateway: str = "", **fields: Any
) -> CallRecord:
    return CallRecord(
        campaign=envelope.campaign,
        call_id=envelope.call_id,
        line=fact.line,
        site_version=envelope.site_version,
        gateway=gateway,
        caller_ref=fact.caller_ref,
        arrived_at=envelope.at,
        **{"in_hours": False, **fields},
    )


def _apply_to_visits(fact: AnyFact, record: CallRecord, at: datetime) -> CallRecord:
    """Update the visits: the last one may end, a new one may begin."""
    last = record.visits[-1] if record.visits else None
    record_visits = record.visits if last is None else (*record.visits[:-1], visits.end_visit(fact, last, at))
    if isinstance(fact, CallQueued):
        record_visits = (*record_visits, visits.begin_visit(fact, last, at))
    return record if record_visits == record.visits else msgspec.structs.replace(record, visits=record_visits)


def _apply_to_record(fact: AnyFact, record: CallRecord, at: datetime) -> CallRecord:
    """Update the other fields; facts without an effect leave the record as it is."""
    change = _CHANGES.get(type(fact))
    return record if change is None else change(fact, record, at)


def _apply_call_queued(fact: CallQueued, record: CallRecord, at: datetime) -> CallRecord:
    if record.answered_at is not None:
        return record
    began = from_milliseconds(record.visits[-1].queued_ms)
    return msgspec.structs.replace(record, queue=fact.queue, queued_at=began, threshold_ms=fact.threshold_ms)


def _apply_advisor_offered(fact: AdvisorOffered, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(record, offers=max(record.offers, fact.offer))


def _apply_call_answered(fact: CallAnswered, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(record, answered_at=record.answered_at or at, advisor=fact.advisor)


def _apply_call_transferred(fact: CallTransferred, record: CallRecord, at: datetime) -> CallRecord:
    kind, _, name = fact.to.partition(":")
    is_takeover = fact.kind == "attended" and kind == "advisor"
    return msgspec.structs.replace(_end_hold(record, at), advisor=name if is_takeover else record.advisor)


def _apply_call_back_dialled(fact: CallBackDialled, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(record, attempts=fact.attempt)


def _apply_call_back_answered(fact: CallBackAnswered, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(record, answered_at=record.answered_at or at, advisor=fact.advisor)


def _apply_call_back_ended(fact: CallBackEnded, record: CallRecord, at: datetime) -> CallRecord:
    outcome = _OUTCOMES.get(fact.result, "callback")
    return msgspec.structs.replace(_end_hold(record, at), ended_at=at, outcome=outcome, stage=fact.result)


def _apply_call_held(fact: CallHeld, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(record, held_since=at)


def _apply_call_retrieved(fact: CallRetrieved, record: CallRecord, at: datetime) -> CallRecord:
    return _end_hold(record, at)


def _apply_call_set_aside(fact: CallSetAside, record: CallRecord, at: datetime) -> CallRecord:
    """Mark the record, unless it is a call-back or has ended and was counted."""
    if record.of_call or record.ended_at is not None:
        return record
    return msgspec.structs.replace(record, set_aside=fact.reason)


def _apply_call_ended(fact: CallEnded, record: CallRecord, at: datetime) -> CallRecord:
    return msgspec.structs.replace(
        _end_hold(record, at), ended_at=at, outcome=fact.outcome, stage=fact.stage, ended_by=fact.ended_by
    )


def _end_hold(record: CallRecord, at: datetime) -> CallRecord:
    if record.held_since is None:
        return record
    held_ms = record.held_ms + (at - record.held_since) // MILLISECOND
    return msgspec.structs.replace(record, held_ms=held_ms, held_since=None)


_CHANGES: dict[type[AnyFact], Callable[[Any, CallRecord, datetime], CallRecord]] = {
    CallQueued: _apply_call_queued,
    AdvisorOffered: _apply_advisor_offered,
    CallAnswered: _apply_call_answered,
    CallTransferred: _apply_call_transferred,
    CallBackDialled: _apply_call_back_dialled,
    CallBackAnswered: _apply_call_back_answered,
    CallBackEnded: _apply_call_back_ended,
    CallHeld: _apply_call_held,
    CallRetrieved: _apply_call_retrieved,
    CallSetAside: _apply_call_set_aside,
    CallEnded: _apply_call_ended,
}
