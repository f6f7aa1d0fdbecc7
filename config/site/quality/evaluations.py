"""Rules of evaluations and of calibration, as the site says; only random samples feed indicators. Pure."""

from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.reader import Reader
from config.site.quality.score_rules import Percent
from config.site.quality.vocabulary import Family


class ScoreTrigger(msgspec.Struct, frozen=True, kw_only=True):
    """The results of an evaluation that call for an action: a score below a limit, or a failure of some families.

    ``below`` is in points of 100; None where the score alone calls for nothing.
    """

    below: Percent | None = None
    families: tuple[Family, ...] = ()


class EvaluationRules(msgspec.Struct, frozen=True, kw_only=True):
    """How interactions are evaluated.

    Attributes:
        pseudonymous: whether the evaluator sees a pseudonym instead of the advisor's name.
        second_share: percent of the sample that a second evaluator evaluates, too.
        learning_months: months from an advisor's entry in which evaluations count in no indicator; 0 for none.
        minimum_sample: evaluations below which an advisor's figure is shown as insufficient.
        feedback_when: evaluations that need feedback; the others may have it.
        coaching_when: evaluations after which a coaching session is proposed.
    """

    pseudonymous: bool = True
    second_share: Percent
    learning_months: Annotated[int, Meta(ge=0, le=12)]
    minimum_sample: Annotated[int, Meta(ge=1, le=1000)]
    feedback_when: ScoreTrigger
    coaching_when: ScoreTrigger


class CalibrationRules(msgspec.Struct, frozen=True, kw_only=True):
    """Calibration sessions: the accepted difference from the master's score, points of 100, and days between them."""

    tolerance: Percent
    every_days: Annotated[int, Meta(ge=1, le=366)]


def check_evaluations(rules: EvaluationRules, reader: Reader) -> None:
    """Check that no family is repeated, and that what calls for coaching calls for feedback, too."""
    path = ("quality", "evaluations")
    feedback, coaching = rules.feedback_when, rules.coaching_when
    for name, trigger in (("feedback_when", feedback), ("coaching_when", coaching)):
        reader.complain_repeated(((*path, name, "families", str(n)), each) for n, each in enumerate(trigger.families))
    if coaching.below is not None and (feedback.below is None or coaching.below > feedback.below):
        text = "el acompañamiento no puede pedirse donde no se pide retroalimentación; suba «below» en «feedback_when»"
        reader.complain((*path, "coaching_when", "below"), text)
    for index, family in enumerate(coaching.families):
        if family not in feedback.families:
            text = f"«{family}» pide acompañamiento y no retroalimentación; agréguela en «feedback_when»"
            reader.complain((*path, "coaching_when", "families", str(index)), text)
