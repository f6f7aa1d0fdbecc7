"""An evaluation as a value: who evaluates whose work, and its state. Pure."""

from datetime import datetime
from typing import Final, Literal

import msgspec

from eventlog.facts.quality.evaluation import EvaluationKind, Seat

State = Literal[
    "draft",
    "discarded",
    "filed",
    "pending",
    "accepted",
    "refuted",
    "conciliation",
    "refutation_accepted",
    "refutation_rejected",
]
"""``filed``: signed, and of a kind that asks the advisor for nothing; ``pending``: signed, and the advisor has not
answered; the last two are the decisions on a refutation."""
SIGNED_STATES: Final[tuple[State, ...]] = (
    "filed",
    "pending",
    "accepted",
    "refuted",
    "conciliation",
    "refutation_accepted",
    "refutation_rejected",
)
HEARD_STATES: Final[tuple[State, ...]] = ("pending", "conciliation")
"""States in which the advisor may hear the evaluated call: their answer is possible, or they are called to talk."""
EvaluationSort = Literal["-begun_at", "begun_at", "-worked_at", "worked_at"]
"""Orders of a list, by the beginning or by the time of the work; with a hyphen the last one comes first."""


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an evaluation that decides which acts are possible.

    Attributes:
        advisor: login of the person whose work it is.
        evaluator: login of the person who began it.
        round: the signed rounds; 0 before the signature.
        refutable_until: end of the term to refute it; None before the signature, and without a term.
    """

    kind: EvaluationKind
    seat: Seat
    advisor: str
    evaluator: str
    state: State = "draft"
    round: int = 0
    refutable_until: datetime | None = None

    @property
    def has_feedback(self) -> bool:
        """Whether the advisor reads it, and accepts or refutes it; calibrations and repetitions are for evaluators."""
        return self.kind != "calibration" and self.seat != "second"
