"""The precision of each family of errors, and the mean mark, of the evaluations of a random sample. Pure.

The caller leaves out other kinds of evaluation, which prove nothing about the whole, and the learning curve.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction

import msgspec

from config.site.quality.vocabulary import Family
from metrics.quality.form import FAMILIES
from metrics.quality.score import Score
from metrics.service_level import Ratio


class MeanMark(msgspec.Struct, frozen=True):
    """The mean of the marks of some evaluations; None of no evaluation."""

    mark: Fraction | None
    evaluations: int


class WeightedEstimate(msgspec.Struct, frozen=True):
    """A proportion estimated from strata; ``covered``: the part of the population in strata with an observation."""

    value: Fraction | None
    covered: Fraction


def family_precision(scores: Collection[Score]) -> dict[Family, Ratio]:
    """Count the evaluations that pass each family, of those with an applicable criterion of it."""
    results = {family: [each.families[family] for each in scores if family in each.families] for family in FAMILIES}
    return {family: Ratio(sum(passes), len(passes)) for family, passes in results.items()}


def mean_mark(scores: Collection[Score]) -> MeanMark:
    """Compute the mean of the evaluations that have a mark."""
    marks = [each.mark for each in scores if each.mark is not None]
    return MeanMark(sum(marks, Fraction(0)) / len(marks) if marks else None, len(marks))


def weighted_estimate(strata: Mapping[str, int], ratios: Mapping[str, Ratio]) -> WeightedEstimate:
    """Weigh the ratio of each stratum by its members, Σ Wₕ·pₕ; those without an observation are left out."""
    observed = {key: Fraction(each.numerator, each.denominator) for key, each in ratios.items() if each.denominator}
    covered = sum(strata[key] for key in observed)
    total = sum((strata[key] * proportion for key, proportion in observed.items()), Fraction(0))
    return WeightedEstimate(total / covered if covered else None, Fraction(covered, sum(strata.values()) or 1))
