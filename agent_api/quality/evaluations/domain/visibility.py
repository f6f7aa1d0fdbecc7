"""The parts of an evaluation that a reader may see: its content, and the name of the advisor. Pure.

An evaluator judges without knowing how another one judged the same work, and where the site says so without knowing
whose work it is.
"""

from collections.abc import Collection
from typing import Final

import msgspec

from eventlog.facts.quality.evaluation import EvaluationChannel, EvaluationKind


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of an evaluation that a reader may see."""

    content: bool
    advisor: bool


class ViewedEvaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an evaluation that decides what others see of it.

    Attributes:
        signed: whether a round is signed.
        repeated: whether a second evaluator evaluates the same item.
    """

    kind: EvaluationKind
    channel: EvaluationChannel
    item: str
    evaluator: str
    signed: bool
    pseudonymous: bool
    repeated: bool


class EvaluationReader(msgspec.Struct, frozen=True, kw_only=True):
    """A person who reads evaluations.

    Attributes:
        evaluates: whether they may evaluate.
        drafts: channel and item of their own unsigned evaluations.
        signed: kind, channel and item of those evaluations of the same items that they signed.
        complete: channel and item of the drawn items that both evaluators signed.
        unopened: channel and item of the calibration sessions whose results are not open.
    """

    user: str
    evaluates: bool
    drafts: Collection[tuple[str, str]] = ()
    signed: Collection[tuple[str, str, str]] = ()
    complete: Collection[tuple[str, str]] = ()
    unopened: Collection[tuple[str, str]] = ()


WHOLE_SIGHT: Final = Sight(content=True, advisor=True)
"""The sight of the advisor on a signed evaluation of their work."""


def sight_of(viewed: ViewedEvaluation, reader: EvaluationReader) -> Sight:
    """Return what a reader may see of an evaluation."""
    own = reader.user == viewed.evaluator
    item = (viewed.channel, viewed.item)
    content = own or (viewed.signed and not _must_judge_first(viewed, reader))
    blind = not viewed.signed or item in reader.drafts or (item in reader.unopened and not own)
    return Sight(content=content, advisor=not (viewed.pseudonymous and reader.evaluates and blind))


def _must_judge_first(viewed: ViewedEvaluation, reader: EvaluationReader) -> bool:
    """Return whether the reader may still evaluate the same item and must not know this judgement before."""
    if not reader.evaluates:
        return False
    item = (viewed.channel, viewed.item)
    if item in reader.drafts or item in reader.unopened:
        return True
    if viewed.kind != "calibration" and not viewed.repeated:
        return False
    if (viewed.kind, *item) in reader.signed:
        return False
    return viewed.kind == "calibration" or item not in reader.complete
