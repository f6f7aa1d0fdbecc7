"""The distance of an evaluator from the master of a calibration, in points of the score. Pure."""

from collections.abc import Mapping
from fractions import Fraction

import msgspec

from metrics.quality.form import AnswerValue, ScoringForm
from metrics.quality.score import score


class ScoreDifference(msgspec.Struct, frozen=True):
    """A score less that of the master; ``points`` is None if one of them is missing.

    ``beyond``: more than the tolerance apart, in either direction, or only one of them has a score.
    """

    points: Fraction | None
    beyond: bool


class MasterComparison(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of an evaluator to an item beside those of the master.

    Attributes:
        difference: of the whole scores.
        criteria: of each criterion that was answered otherwise, the difference that this answer alone makes to the
            master's score. It holds for each convention, and the sum need not be the whole difference.
    """

    score: Fraction | None
    master_score: Fraction | None
    difference: ScoreDifference
    criteria: dict[str, ScoreDifference]


def compare_with_master(
    form: ScoringForm,
    master: Mapping[str, AnswerValue],
    answers: Mapping[str, AnswerValue],
    tolerance: Fraction | int,
) -> MasterComparison:
    """Compare complete answers with the master's; the tolerance is in points of 100."""
    master_score, own_score = score(form, master).mark, score(form, answers).mark
    others = {id_: answer for id_, answer in answers.items() if master[id_] != answer}
    return MasterComparison(
        score=own_score,
        master_score=master_score,
        difference=_difference(own_score, master_score, tolerance),
        criteria={
            id_: _difference(score(form, {**master, id_: answer}).mark, master_score, tolerance)
            for id_, answer in others.items()
        },
    )


def _difference(own: Fraction | None, master: Fraction | None, tolerance: Fraction | int) -> ScoreDifference:
    if own is None or master is None:
        return ScoreDifference(None, beyond=own is not master)
    return ScoreDifference(own - master, beyond=abs(own - master) > tolerance)
