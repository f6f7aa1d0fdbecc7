"""The counters of facts and their names: one table for Valkey, Prometheus and the journal. Pure.

Owns the names of the running totals (``measure|label|label``) and of the interval counts, and their folds. The function
that writes a fact also writes its totals in Valkey; `count_fact` computes the same numbers from the journal.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from eventlog.facts import (
    AdvisorOffered,
    AnyFact,
    CallAnswered,
    CallBackCapReached,
    CallBackDialled,
    CallBackEnded,
    CallBackPromised,
    CallBackRefused,
    CallEnded,
    CallIngressed,
    CallOverflowed,
    CallQueued,
    CallReceived,
    CallRefused,
    CallSetAside,
    CallTransferred,
    InformationGiven,
    MenuInputRejected,
    MenuSelected,
    OfferEnded,
    ProcessReplaced,
    SurveyAnswered,
    SurveyEnded,
    TrafficLimitsChanged,
    TrafficRefused,
    VoiceMessageLeft,
)
from eventlog.facts.calls.routing import OVERFLOW, TRANSFER
from eventlog.folds import visits
from eventlog.folds.call_record import CallRecord
from eventlog.folds.visits import Visit

# Upper bounds of the buckets of the wait, seconds, inclusive; 20 is the bound of the contract's 80/20.
WAIT_BUCKETS_S: tuple[float, ...] = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, float("inf"))
INTERVAL = timedelta(minutes=30)
LIMITS_CHANGED = "traffic_limits_changed"
SET_ASIDE, REFUSED = "anomalous|set_aside", "anomalous|refused"
"""Interval counts of anomalous traffic: of ingressed calls and of refused ones."""

Measure = tuple[str, str, str]
"""Key of an interval count: measure, line, queue; the queue is empty for calls without one and for measures of a
line."""


class WaitCounters(msgspec.Struct, frozen=True):
    """The totals that depend on how long a call waited; counted when it is answered.

    Attributes:
        within: plus one if the wait was at most the queue's threshold.
        bounds_ms: upper bounds, inclusive, of all ``buckets`` but the last, which has none.
        buckets: plus one in the first whose bound the wait does not exceed.
        sum_ms: plus the wait in ms.
    """

    within: str
    bounds_ms: tuple[int, ...]
    buckets: tuple[str, ...]
    sum_ms: str


@lru_cache(maxsize=1024)
def wait_counters(line: str, queue: str) -> WaitCounters:
    """Return the names of the totals that an answer in this queue changes, in addition to `increments`."""
    labels = f"{line}|{queue}"
    bounds_ms = tuple(int(bound * 1000) for bound in WAIT_BUCKETS_S[:-1])
    return WaitCounters(
        within=f"answered_within|{labels}",
        bounds_ms=bounds_ms,
        buckets=tuple(f"waited|{labels}|{bound}" for bound in (*bounds_ms, "inf")),
        sum_ms=f"wait_sum_ms|{labels}",
    )


def _count_call_ingressed(fact: CallIngressed) -> tuple[str, ...]:
    return (f"ingressed|{fact.line}",)


def _count_menu_selected(fact: MenuSelected) -> tuple[str, ...]:
    return (f"menu_selected|{fact.line}|{fact.option}",)


def _count_menu_input_rejected(fact: MenuInputRejected) -> tuple[str, ...]:
    return (f"menu_rejected|{fact.line}|{fact.kind}",)


def _count_information_given(fact: InformationGiven) -> tuple[str, ...]:
    return (f"information|{fact.line}|{fact.sound}",)


def _count_call_queued(fact: CallQueued) -> tuple[str, ...]:
    queued = f"queued|{fact.line}|{fact.queue}"
    is_requeued = fact.reason in (OVERFLOW, TRANSFER)
    return (queued, f"requeued|{fact.line}|{fact.queue}|{fact.reason}") if is_requeued else (queued,)


def _count_call_overflowed(fact: CallOverflowed) -> tuple[str, ...]:
    return (f"overflowed|{fact.line}|{fact.queue}|{fact.reason}",)


def _count_call_transferred(fact: CallTransferred) -> tuple[str, ...]:
    return (f"transferred|{fact.line}|{fact.queue}",)


def _count_call_received(fact: CallReceived) -> tuple[str, ...]:
    return (f"received|{fact.line}",)


def _count_call_back_promised(fact: CallBackPromised) -> tuple[str, ...]:
    return (f"call_back_queued|{fact.line}|{fact.queue}",)  # once, although a postponed one re-enters the queue


def _count_call_back_dialled(fact: CallBackDialled) -> tuple[str, ...]:
    return (f"call_back_dialled|{fact.line}|{fact.queue}",)


def _count_call_back_ended(fact: CallBackEnded) -> tuple[str, ...]:
    return (f"call_back_ended|{fact.line}|{fact.queue}|{fact.result}",)


def _count_call_back_refused(fact: CallBackRefused) -> tuple[str, ...]:
    return (f"call_back_refused|{fact.line}|{fact.reason}",)


def _count_call_back_cap_reached(fact: CallBackCapReached) -> tuple[str, ...]:
    return (f"call_back_capped|{fact.line}|{fact.cap}",)


def _count_advisor_offered(fact: AdvisorOffered) -> tuple[str, ...]:
    return (f"offers|{fact.queue}",)


def _count_offer_ended(fact: OfferEnded) -> tuple[str, ...]:
    return (f"offer_ended|{fact.queue}|{fact.reason}",)


def _count_call_answered(fact: CallAnswered) -> tuple[str, ...]:
    return (f"answered|{fact.line}|{fact.queue}",)


def _count_call_ended(fact: CallEnded) -> tuple[str, ...]:
    if fact.set_aside:
        return (f"outcome|{fact.line}|set_aside",)
    outcome = f"outcome|{fact.line}|{fact.outcome}"
    if fact.outcome == "abandoned_queue":
        return outcome, f"abandoned|{fact.line}|{fact.queue}|{fact.stage}"
    if fact.outcome == "abandoned_ivr":
        return outcome, f"abandoned|{fact.line}||{fact.stage}"
    return (outcome,)


def _count_call_refused(fact: CallRefused) -> tuple[str, ...]:
    return (f"call_refused|{fact.line}|{fact.reason}",)


def _count_voice_message_left(fact: VoiceMessageLeft) -> tuple[str, ...]:
    return (f"voice_message|{fact.line}",)


def _count_survey_answered(fact: SurveyAnswered) -> tuple[str, ...]:
    return (f"survey_answer|{fact.line}|{fact.question}|{fact.answer}",)


def _count_survey_ended(fact: SurveyEnded) -> tuple[str, ...]:
    return (f"survey_ended|{fact.line}|{fact.result}",)


def _count_call_set_aside(fact: CallSetAside) -> tuple[str, ...]:
    return (f"set_aside|{fact.line}|{fact.reason}",)


def _count_traffic_limits_changed(fact: TrafficLimitsChanged) -> tuple[str, ...]:
    return (LIMITS_CHANGED,)


def _count_process_replaced(fact: ProcessReplaced) -> tuple[str, ...]:
    return (f"process_replaced|{fact.role}",)


INCREMENTS: dict[type[AnyFact], Callable[[Any], tuple[str, ...]]] = {
    CallIngressed: _count_call_ingressed,
    MenuSelected: _count_menu_selected,
    MenuInputRejected: _count_menu_input_rejected,
    InformationGiven: _count_information_given,
    CallQueued: _count_call_queued,
    CallOverflowed: _count_call_overflowed,
    CallTransferred: _count_call_transferred,
    CallReceived: _count_call_received,
    CallBackPromised: _count_call_back_promised,
    CallBackDialled: _count_call_back_dialled,
    CallBackEnded: _count_call_back_ended,
    CallBackRefused: _count_call_back_refused,
    CallBackCapReached: _count_call_back_cap_reached,
    AdvisorOffered: _count_advisor_offered,
    OfferEnded: _count_offer_ended,
    CallAnswered: _count_call_answered,
    CallEnded: _count_call_ended,
    CallRefused: _count_call_refused,
    VoiceMessageLeft: _count_voice_message_left,
    SurveyAnswered: _count_survey_answered,
    SurveyEnded: _count_survey_ended,
    CallSetAside: _count_call_set_aside,
    TrafficLimitsChanged: _count_traffic_limits_changed,
    ProcessReplaced: _count_process_replaced,
}
"""Functions that return the totals which a fact of a type increases by one; other types increase none."""


def increments(fact: AnyFact) -> tuple[str, ...]:
    """Return the totals that this fact alone raises by one."""
    count = INCREMENTS.get(type(fact))
    return count(fact) if count is not None else ()


def additions(fact: AnyFact) -> dict[str, int]:
    """Return the totals that this fact alone raises by more than one."""
    return {f"traffic_refused|{fact.line}|{fact.reason}": fact.calls} if isinstance(fact, TrafficRefused) else {}


def count_fact(totals: Counter[str], fact: AnyFact, visit: Visit | None, at: datetime) -> None:
    """Count one more fact in ``totals``.

    `visit` is its call's last visit to a queue up to this fact, None if there was none or the call has ended.
    """
    for name in increments(fact):
        totals[name] += 1
    if added := additions(fact):
        totals.update(added)
    if visit is not None and visit.is_waiting:
        totals.update(_visit_totals(visits.end_visit(fact, visit, at)))


def _visit_totals(visit: Visit) -> dict[str, int]:
    """Return what the end of a visit adds, by how it ended; nothing while it goes on."""
    if visit.left:
        return {visit_exit_counter(visit.line, visit.queue, visit.left): 1}
    if visit.wait_ms is None:
        return {}
    return _wait_totals(visit.wait_ms, visit.is_within_threshold, wait_counters(visit.line, visit.queue))


def _wait_totals(wait_ms: int, within: bool, names: WaitCounters) -> dict[str, int]:
    bucket = names.buckets[bisect_left(names.bounds_ms, wait_ms)]
    return {bucket: 1, **({names.within: 1} if within else {}), names.sum_ms: wait_ms}


def visit_exit_counter(line: str, queue: str, visit_exit: str) -> str:
    """Return the name of the total of visits to a queue that ended in this way, without an answer."""
    return f"left|{line}|{queue}|{visit_exit}"


def interval_start(at: datetime) -> datetime:
    """Return the start of the interval of a moment, aware UTC (Colombia's offset is whole hours)."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (at - midnight) // INTERVAL * INTERVAL


def contributions(record: CallRecord) -> dict[Measure, int]:
    """Return what a call in its current state adds to the counts of its arrival's interval.

    A line's figure is the sum over its queues, the empty one too: each of these measures counts a call once, in the
    queue of its first answer, else of its last wait. A queue's own figures count visits, of which a call may make
    several. A call-back is no call of the line: the call in which it was promised was. A call that is set aside counts
    as such and as nothing else.
    """
    if record.set_aside:
        return {(SET_ASIDE, record.line, ""): 1}
    counted = Counter(_visit_contributions(record))
    counted.update(_call_back_contributions(record) if record.of_call else _call_contributions(record))
    return dict(counted)


def _call_back_contributions(record: CallRecord) -> dict[Measure, int]:
    """Count an ended call-back in the queue of its conversation, else in its last one."""
    return {(f"call_back_ended|{record.stage}", record.line, record.queue): 1} if record.ended_at else {}


def _call_contributions(record: CallRecord) -> dict[Measure, int]:
    queue = record.queue
    facts = {
        ("ingressed", ""): not record.received_from,
        ("received", ""): bool(record.received_from),
        ("ingressed_in_hours", ""): record.in_hours,
        ("queued", queue): record.queued_at is not None,
        ("answered", queue): record.answered_at is not None,
        ("answered_within", queue): record.is_within_threshold,
        ("in_progress", queue): record.outcome is None,
        (f"outcome|{record.outcome}", queue): record.outcome is not None,
    }
    return {(measure, record.line, at_queue): 1 for (measure, at_queue), holds in facts.items() if holds}


def _visit_contributions(record: CallRecord) -> Counter[Measure]:
    """Count visits: entered = answered + left in some way + still waiting."""
    counted: Counter[Measure] = Counter()
    for visit in record.visits:
        facts = {
            "visit_entered": True,
            "visit_answered": visit.answered_ms is not None,
            "visit_answered_within": visit.is_within_threshold,
            "visit_waiting": visit.is_waiting,
            f"visit_left|{visit.left}": bool(visit.left),
        }
        counted.update((measure, visit.line, visit.queue) for measure, holds in facts.items() if holds)
    return counted


def traffic_contributions(fact: AnyFact) -> dict[Measure, int]:
    """Return what a fact adds to the counts of the interval in which it was written; only refused traffic does."""
    return {(REFUSED, fact.line, ""): fact.calls} if isinstance(fact, TrafficRefused) and fact.calls else {}


def contribution_change(before: CallRecord | None, after: CallRecord) -> dict[Measure, int]:
    """Return the change of the counts of the arrival's interval when a call's record changes."""
    change = Counter(contributions(after))
    if before is not None:
        change.subtract(contributions(before))
    return {measure: by for measure, by in change.items() if by}
