"""The score of an evaluation by the convention of its form, in exact fractions. Pure.

An answer «not applicable» leaves numerator and denominator; where nothing applies there is no mark, neither 0 nor 100.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction

import msgspec

from config.site.quality.vocabulary import Convention, Family
from metrics.quality.form import BEST, FAMILIES, AnswerValue, ScoringCriterion, ScoringForm


class GroupMark(msgspec.Struct, frozen=True):
    """The mark of a group and the least accepted one; ``applies``: it had an applicable criterion."""

    group: str
    mark: Fraction
    minimum: Fraction | int
    applies: bool

    @property
    def passed(self) -> bool:
        """Whether the mark is accepted."""
        return self.mark >= self.minimum


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The score of one evaluation; ``families``: whether each one passed, of those with an applicable criterion."""

    mark: Fraction | None  # from 0 to 100
    families: dict[Family, bool]
    groups: tuple[GroupMark, ...] = ()

    @property
    def accepted(self) -> bool | None:
        """Whether every group passed; None without groups."""
        return all(each.passed for each in self.groups) if self.groups else None


class _Answered(msgspec.Struct, frozen=True):
    """A form with its applicable criteria and, of them, those that fail."""

    form: ScoringForm
    applicable: list[ScoringCriterion]
    failing: list[ScoringCriterion]


def score(form: ScoringForm, answers: Mapping[str, AnswerValue]) -> Score:
    """Score the answers to all criteria of a form, by id; ValueError if one is missing or unknown."""
    if answers.keys() != {each.id for each in form.criteria}:
        raise ValueError("each criterion must have an answer, and each answer a criterion")
    applicable = [each for each in form.criteria if answers[each.id] != "not_applicable"]
    failing = [each for each in applicable if answers[each.id] == "fails"]
    return _SCORERS[form.convention](_Answered(form, applicable, failing))


def _score_zeroing(answered: _Answered) -> Score:
    """Make the whole mark 0, or the part of a section, after a critical failure."""
    zeroed = {each.section for each in answered.failing if each.critical}
    families = _passed_families(answered.applicable, answered.failing)
    if zeroed and answered.form.zeroes == "form":
        return Score(mark=Fraction(0), families=families)
    lost = [each for each in answered.applicable if each in answered.failing or each.section in zeroed]
    return Score(mark=_mark(answered.applicable, lost), families=families)


def _score_by_family(answered: _Answered) -> Score:
    """Mark the non-critical criteria alone; the other families pass or fail."""
    noncritical = [each for each in answered.applicable if each.family == "noncritical"]
    families = _passed_families(answered.applicable, answered.failing)
    return Score(mark=_mark(noncritical, answered.failing), families=families)


def _score_by_group(answered: _Answered) -> Score:
    """Mark each group; the whole mark is their sum by weight, and a family fails with a group that has it."""
    if not answered.applicable:
        return Score(mark=None, families={})
    groups, earned, total = list[GroupMark](), Fraction(0), Fraction(0)
    lost = _lost_in_groups(answered)
    for group in answered.form.groups:
        mark = _mark([each for each in answered.applicable if each.group == group.id], lost)
        if mark is None and answered.form.empty_group == "left_out":
            continue
        groups.append(GroupMark(group.id, Fraction(BEST) if mark is None else mark, group.minimum, mark is not None))
        weight = sum((Fraction(each.weight) for each in answered.form.criteria if each.group == group.id), Fraction(0))
        earned, total = earned + groups[-1].mark * weight, total + weight
    failed = {each.group for each in groups if not each.passed}
    families = _passed_families(answered.applicable, [each for each in answered.applicable if each.group in failed])
    return Score(mark=earned / total, families=families, groups=tuple(groups))


def _lost_in_groups(answered: _Answered) -> list[ScoringCriterion]:
    shared = {(each.group, each.weight_group) for each in answered.failing if each.weight_group is not None}
    failing = answered.failing
    return [each for each in answered.applicable if each in failing or (each.group, each.weight_group) in shared]


def _mark(applicable: Collection[ScoringCriterion], lost: Collection[ScoringCriterion]) -> Fraction | None:
    """Return the kept share of the applicable weight, from 0 to 100; None if no weight applies."""
    weight = sum((Fraction(each.weight) for each in applicable), Fraction(0))
    kept = sum((Fraction(each.weight) for each in applicable if each not in lost), Fraction(0))
    return BEST * kept / weight if weight else None


def _passed_families(applicable: Iterable[ScoringCriterion], failing: Iterable[ScoringCriterion]) -> dict[Family, bool]:
    present, failed = {each.family for each in applicable}, {each.family for each in failing}
    return {family: family not in failed for family in FAMILIES if family in present}


_SCORERS: dict[Convention, Callable[[_Answered], Score]] = {
    "zeroing": _score_zeroing,
    "family": _score_by_family,
    "groups": _score_by_group,
}
