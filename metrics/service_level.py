"""The contract's figures of a time span of calls, and the balance that proves that no call is missing. Pure.

Owns the contract's default formulas (service level, answer and abandon rate) and how a percentage is printed. It must
not know where the counts come from. Figures stay exact fractions; only `Ratio.percent` rounds.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from eventlog.facts import OUTCOMES, Outcome
from eventlog.folds.counts import REFUSED, SET_ASIDE

Basis = Literal["ingressed", "queued"]


class Ratio(msgspec.Struct, frozen=True):
    """An exact fraction of calls."""

    numerator: int
    denominator: int

    def percent(self) -> str | None:
        """Format as a percentage with two decimals, rounded half up; None if there was no call to count.

        Integers only: a float could round 82.345 either way.
        """
        if self.denominator == 0:
            return None
        hundredths = (self.numerator * 20_000 + self.denominator) // (2 * self.denominator)
        return f"{hundredths // 100}.{hundredths % 100:02d}"


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of the calls that arrived in a time span, up to now.

    Attributes:
        ingressed: entered a line; or, for one queue, visits that entered it.
        received: came from another campaign, where they were ingressed.
        ingressed_in_hours: of those ingressed, while the line was open.
        queued: began to wait in a queue.
        answered_within: answered after a wait of at most the queue's threshold, inclusive.
        outcomes: ended, by outcome.
        moved: for one queue, went on to another without an answer.
        in_progress: have not ended, or still wait in the one queue; counted directly, not by subtraction.
        anomalous: anomalous traffic, in none of the counts above; 0 for a queue.
        set_aside: of it, calls that had been ingressed.
    """

    ingressed: int = 0
    received: int = 0
    ingressed_in_hours: int = 0
    queued: int = 0
    answered: int = 0
    answered_within: int = 0
    outcomes: Mapping[Outcome, int] = {}
    moved: int = 0
    in_progress: int = 0
    anomalous: int = 0
    set_aside: int = 0


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """A closing balance: every call that entered or was received has one outcome, moved on or is in progress.

    Attributes:
        outcomes: every outcome, also with 0 calls.
        difference: anything but 0 means that the log and its counts disagree.
        anomalous: as in Counts; as `set_aside`, outside the balance.
        without_talk: answered calls without a conversation, where counted.
    """

    ingressed: int
    outcomes: dict[Outcome, int]
    in_progress: int
    difference: int
    received: int = 0
    moved: int = 0
    anomalous: int = 0
    set_aside: int = 0
    without_talk: int = 0


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a time span, each over the possible denominators.

    A call enters a line and not a queue, so only whole lines have figures over ingressed.
    """

    service_level: dict[Basis, Ratio]
    answer_rate: dict[Basis, Ratio]
    abandon_rate: Ratio
    balance: Balance


def counts_from(measures: Mapping[str, int], *, of_queue: bool = False) -> Counts:
    """Return the counts of a time span from summed measures, named as in `eventlog.folds.counts`.

    `of_queue` says that they are of one queue, which a call enters by waiting in it.
    """
    if of_queue:
        return _queue_counts(measures)
    return Counts(
        ingressed=measures.get("ingressed", 0),
        received=measures.get("received", 0),
        ingressed_in_hours=measures.get("ingressed_in_hours", 0),
        queued=measures.get("queued", 0),
        answered=measures.get("answered", 0),
        answered_within=measures.get("answered_within", 0),
        outcomes={outcome: measures.get(f"outcome|{outcome}", 0) for outcome in OUTCOMES},
        in_progress=measures.get("in_progress", 0),
        anomalous=measures.get(SET_ASIDE, 0) + measures.get(REFUSED, 0),
        set_aside=measures.get(SET_ASIDE, 0),
    )


def _queue_counts(measures: Mapping[str, int]) -> Counts:
    """Count visits: a queue is entered by visits, and each visit has one exit."""
    entered, answered = measures.get("visit_entered", 0), measures.get("visit_answered", 0)
    outcomes: dict[Outcome, int] = {outcome: measures.get(f"visit_left|{outcome}", 0) for outcome in OUTCOMES}
    return Counts(
        ingressed=entered,
        queued=entered,
        answered=answered,
        answered_within=measures.get("visit_answered_within", 0),
        outcomes={**outcomes, "answered": answered},
        moved=measures.get("visit_left|moved", 0),
        in_progress=measures.get("visit_waiting", 0),
    )


def overflow_count(counts: Counts) -> int:
    """Count the visits to a queue that the site's overflow rules ended.

    The call went to another queue, a message or another number, or will be called back.
    """
    return counts.moved + sum(counts.outcomes[outcome] for outcome in ("message", "overflowed_out", "callback"))


def figures(counts: Counts, *, of_queue: bool = False) -> Figures:
    """Compute the contract's default indicators as exact fractions; a denominator is 0 if there was no call.

    For one queue, "ingressed" is no denominator.
    """
    bases: dict[Basis, int] = {"queued": counts.queued}
    if not of_queue:
        bases = {"ingressed": counts.ingressed_in_hours, **bases}
    return Figures(
        service_level={basis: Ratio(counts.answered_within, calls) for basis, calls in bases.items()},
        answer_rate={basis: Ratio(counts.answered, calls) for basis, calls in bases.items()},
        abandon_rate=Ratio(counts.outcomes.get("abandoned_queue", 0), counts.queued),
        balance=balance(counts),
    )


def balance(counts: Counts) -> Balance:
    """Compute the closing balance: ingressed and received against outcomes, moved on and in progress."""
    outcomes = {outcome: counts.outcomes.get(outcome, 0) for outcome in OUTCOMES}
    ended = sum(outcomes.values())
    return Balance(
        ingressed=counts.ingressed,
        outcomes=outcomes,
        in_progress=counts.in_progress,
        difference=counts.ingressed + counts.received - ended - counts.moved - counts.in_progress,
        received=counts.received,
        moved=counts.moved,
        anomalous=counts.anomalous,
        set_aside=counts.set_aside,
    )
