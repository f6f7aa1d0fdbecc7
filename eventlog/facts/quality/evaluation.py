"""Facts of quality evaluations: begun, signed, corrected, accepted, refuted (M5-1-05, A21 and G5). Pure.

No fact contains a note or another text. ``evaluation`` is the number; ``item`` is the id of a call, or the number of a
ticket; ``round`` counts the signed versions of the answers from 1. The envelope says who acted, the site version whose
form was used, and the call of an evaluation of one. A reader computes each score again from
`EvaluationCriterionAnswered` and that form.
"""

from typing import Literal

from eventlog.facts.base import Fact
from eventlog.facts.quality.sample import SampleChannel

EvaluationKind = Literal["random", "focused", "new", "side_by_side", "calibration", "follow_up"]
"""Why a piece of work was evaluated. Only ``random`` is of a drawn sample, and only it may feed an indicator."""
EvaluationChannel = SampleChannel
EvaluationAnswer = Literal["meets", "fails", "not_applicable"]
"""Whether the work meets a criterion."""
Seat = Literal["first", "second", "own"]
"""Place among the evaluations of the same work and kind: ``second`` repeats a random one to measure agreement,
``own`` is one of a calibration, where each evaluator has one."""
Tenure = Literal["new", "experienced", "unknown"]
"""Whether the advisor was within the learning curve when they did the work; ``unknown`` without a date of entry."""
FamilyResult = Literal["", "passed", "failed"]
"""Result of a family of errors; empty if no criterion of it applies."""
MissingEvidence = Literal["", "recording", "answer"]
"""Evidence without which an evaluation was signed: no recording of the call was left, or the ticket was open again."""
RefutationOutcome = Literal["accepted", "rejected"]


class EvaluationBegun(Fact, frozen=True, kw_only=True):
    """An evaluator began to evaluate an item; the advisor is not named, because the evaluator may not know them."""

    evaluation: str
    kind: EvaluationKind
    channel: EvaluationChannel
    item: str
    seat: Seat


class EvaluationDiscarded(Fact, frozen=True, kw_only=True):
    """An evaluation that was never signed was given up; another one of the same work may begin."""

    evaluation: str


class EvaluationSigned(Fact, frozen=True, kw_only=True):
    """An evaluation was signed, with its result.

    Attributes:
        line: of the call; for a ticket, its channel.
        advisor: login of the person whose work it is.
        worked_on: local date of the call's arrival or of the answer's release, ISO 8601.
        week: ISO week of that date, such as ``2026-W47``.
        stratum: work of the advisor and line in the frame, if the sample had an item for each advisor and its estimate
            is therefore weighted; else 0.
        form: id of the form; ``form_version`` is the version of its content.
        criteria: how many `EvaluationCriterionAnswered` belong to it.
        score: exact fraction such as ``85`` or ``250/3``; empty if no criterion applies.
    """

    evaluation: str
    kind: EvaluationKind
    channel: EvaluationChannel
    item: str
    seat: Seat
    line: str
    advisor: str
    worked_on: str
    week: str
    tenure: Tenure
    stratum: int = 0
    form: str
    form_version: str
    criteria: int
    score: str
    user: FamilyResult
    business: FamilyResult
    compliance: FamilyResult
    noncritical: FamilyResult
    missing: MissingEvidence


class EvaluationCriterionAnswered(Fact, frozen=True, kw_only=True):
    """The answer to one criterion in a signed round; its envelope names no call."""

    evaluation: str
    round: int
    criterion: str
    answer: EvaluationAnswer


class EvaluationCorrected(Fact, frozen=True, kw_only=True):
    """The answers of a signed evaluation were replaced, with a reason; the earlier rounds stay.

    ``cause`` says whether the evaluator corrected it, or another person accepted a refutation. The result is that of
    the new round, as in `EvaluationSigned`.
    """

    evaluation: str
    round: int
    cause: Literal["evaluator", "refutation"]
    criteria: int
    score: str
    user: FamilyResult
    business: FamilyResult
    compliance: FamilyResult
    noncritical: FamilyResult


class EvaluationAccepted(Fact, frozen=True, kw_only=True):
    """The advisor accepted the evaluation of their work; ``late`` says whether the term to refute it was over."""

    evaluation: str
    round: int
    late: bool


class EvaluationRefuted(Fact, frozen=True, kw_only=True):
    """The advisor refuted the evaluation of their work.

    ``file`` is the SHA-256 of the file that supports it, hex; empty without one.
    """

    evaluation: str
    round: int
    file: str


class RefutationConciliationBegun(Fact, frozen=True, kw_only=True):
    """A person who is neither evaluator nor advisor called both to a conciliation about a refutation."""

    evaluation: str


class RefutationDecided(Fact, frozen=True, kw_only=True):
    """A person who is neither evaluator nor advisor decided on a refutation."""

    evaluation: str
    outcome: RefutationOutcome


EvaluationFact = (
    EvaluationBegun
    | EvaluationDiscarded
    | EvaluationSigned
    | EvaluationCriterionAnswered
    | EvaluationCorrected
    | EvaluationAccepted
    | EvaluationRefuted
    | RefutationConciliationBegun
    | RefutationDecided
)
