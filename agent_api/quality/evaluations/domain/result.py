"""The result of a signed round: its score and the result of each family of errors. Pure."""

from collections.abc import Mapping
from fractions import Fraction

import msgspec

from agent_api.quality.evaluations.domain.content import Answers
from config.schema.decimals import exact
from config.site.quality.evaluations import ScoreTrigger
from config.site.quality.forms import QualityForm
from config.site.quality.vocabulary import Family
from eventlog.facts.quality.evaluation import FamilyResult
from metrics.quality.form import ScoringCriterion, ScoringForm, ScoringGroup
from metrics.quality.score import GroupMark, score


class RoundResult(msgspec.Struct, frozen=True, kw_only=True):
    """The score of a round from 0 to 100, None if no criterion applies; whether each family passed; the groups."""

    score: Fraction | None
    families: Mapping[Family, bool]
    groups: tuple[GroupMark, ...] = ()

    @property
    def score_text(self) -> str:
        """The exact score, as facts have it."""
        return "" if self.score is None else str(self.score)

    def family(self, family: Family) -> FamilyResult:
        """Return the result of a family, empty if no criterion of it applies."""
        if family not in self.families:
            return ""
        return "passed" if self.families[family] else "failed"


def result_of(form: QualityForm, answers: Answers) -> RoundResult:
    """Score complete answers by the convention of the form."""
    scored = score(scoring_form(form), answers)
    return RoundResult(score=scored.mark, families=scored.families, groups=scored.groups)


def preview_of(form: QualityForm, answers: Answers) -> RoundResult:
    """Score the answers given so far, as if the other criteria did not apply."""
    return result_of(form, {each.criterion: answers.get(each.criterion, "not_applicable") for each in form.criteria})


def calls_for(trigger: ScoreTrigger, result: RoundResult) -> bool:
    """Return whether a result calls for an action: a score below the limit, or a failure of one of the families."""
    is_low = trigger.below is not None and result.score is not None and result.score < exact(trigger.below)
    return is_low or any(result.families.get(family) is False for family in trigger.families)


def scoring_form(form: QualityForm) -> ScoringForm:
    """Return what a score needs of a form of the site."""
    rules = form.scoring
    return ScoringForm(
        convention=rules.convention,
        criteria=tuple(
            ScoringCriterion(
                id=each.criterion,
                family=each.family,
                weight=exact(each.weight),
                critical=each.critical,
                section=section.section,
                group=each.group,
                weight_group=each.weight_group,
            )
            for section in form.sections
            for each in section.criteria
        ),
        zeroes=rules.zeroes,
        groups=tuple(ScoringGroup(each.id, exact(each.minimum)) for each in rules.groups.values()),
        empty_group=rules.empty_group,
    )
