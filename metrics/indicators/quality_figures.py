"""Precision of a family of errors and mean mark, from counts of evaluations, with their certainty. Pure.

Where the sample had at least one item for each advisor, the strata have different chances; their estimate then weighs
each one by its share of the work, Σ Wₕ·pₕ. Its interval is Wilson's for the effective number of evaluations of Kish,
(Σ Nₕ)² ÷ Σ Nₕ²/nₕ. A mark is a proportion, too: its variance is never above p(1 − p), so the interval covers it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

import msgspec

from config.site.oversight.indicators import Formula
from metrics.indicators.cells import REPLACED, STRATUM, Counts, Population
from metrics.indicators.quality_folds import EVALUATED, MARK
from metrics.indicators.results import EvaluatedSample
from metrics.quality.form import BEST
from metrics.quality.interval import proportion_interval
from metrics.quality.precision import weighted_estimate
from metrics.service_level import Ratio

_PLACES: Final = Decimal("0.01")
_ALL: Final = ("counted", "new")


class EvaluatedGroup(msgspec.Struct, frozen=True):
    """Evaluations with a result: their number, and their sum, where one that meets everything adds 1."""

    size: int
    total: Fraction | int

    @property
    def proportion(self) -> Fraction:
        """The mean of a group that is not empty."""
        return Fraction(self.total, self.size)


class QualityFigure(msgspec.Struct, frozen=True):
    """A proportion from 0 to 1, and the evaluations behind it; `effective` is their number for the interval."""

    value: Fraction
    group: EvaluatedGroup
    effective: Fraction | int
    weighted: bool = False

    @property
    def fraction(self) -> tuple[int, int]:
        """Passed ÷ evaluated where the figure is of equal evaluations that pass or fail, else in its lowest terms."""
        if self.weighted or isinstance(self.group.total, Fraction):
            return self.value.numerator, self.value.denominator
        return self.group.total, self.group.size


def figure_of(formula: Formula, sums: Mapping[Population, Counts]) -> QualityFigure | None:
    """Compute the figure of an indicator of quality; None without an evaluation."""
    assert formula.channel is not msgspec.UNSET
    counts = sums.get(EVALUATED[formula.channel])
    if not counts:
        return None
    tenures = _ALL if formula.tenures == "all" else ("counted",)
    measure = MARK if formula.family is msgspec.UNSET else formula.family
    group = group_of(counts, [f"{tenure}|{measure}" for tenure in tenures])
    if not group.size:
        return None
    strata = {} if formula.estimate == "plain" else _strata_of(counts, measure, tenures)
    if sum(each.size for each in strata.values()) != group.size:
        # No sample, or not each one, had an item for each advisor: its evaluations have equal weights.
        return QualityFigure(group.proportion, group, group.size)
    return _weighted(group, strata)


def numerator_and_denominator(formula: Formula, sums: Mapping[Population, Counts], _: bool) -> tuple[int, int]:
    """Return the figure as a fraction; 0 ÷ 0 without an evaluation."""
    figure = figure_of(formula, sums)
    return (0, 0) if figure is None else figure.fraction


def sample_of(figure: QualityFigure, formula: Formula, sums: Mapping[Population, Counts]) -> EvaluatedSample:
    """Return the evaluations behind a figure, with its interval."""
    assert formula.channel is not msgspec.UNSET
    low, high = printed_interval(figure.value, figure.effective)
    return EvaluatedSample(
        evaluations=figure.group.size,
        total=str(figure.group.total * (BEST if formula.kind == "quality_score" else 1)),
        low=low,
        high=high,
        weighted=figure.weighted,
        replaced=sums.get(EVALUATED[formula.channel], {}).get(REPLACED, 0),
    )


@lru_cache(maxsize=65_536)
def printed_interval(value: Fraction, size: Fraction | int) -> tuple[str, str]:
    """Return Wilson's 95 % interval in percent, with two decimals rounded outwards."""
    interval = proportion_interval(value, Fraction(size))
    low = (interval.low * BEST).quantize(_PLACES, ROUND_FLOOR)
    return str(low), str((interval.high * BEST).quantize(_PLACES, ROUND_CEILING))


def group_of(counts: Counts, prefixes: Iterable[str]) -> EvaluatedGroup:
    """Sum the evaluations whose measures have one of the prefixes, which end in a family or in `MARK`."""
    size = passed = 0
    marks = None
    for prefix in prefixes:
        if not prefix.endswith(MARK):
            passed += counts.get(f"{prefix}|passed", 0)
            size += counts.get(f"{prefix}|passed", 0) + counts.get(f"{prefix}|failed", 0)
            continue
        marks, start = marks or Fraction(0), f"{prefix}|"
        for measure, number in counts.items():
            if measure.startswith(start) and measure != start:  # one without a score has no mark
                size, marks = size + number, marks + number * _mark_of(measure)
    return EvaluatedGroup(size, passed if marks is None else marks / BEST)


@lru_cache(maxsize=4_096)
def _mark_of(measure: str) -> Fraction:
    return Fraction(measure.rpartition("|")[2])


def _strata_of(counts: Counts, measure: str, tenures: Iterable[str]) -> dict[str, EvaluatedGroup]:
    """Return the evaluations of each stratum of a sample with an item for each advisor."""
    if not any(name.startswith(STRATUM) for name in counts):
        return {}
    measures: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, number in counts.items():
        if name.startswith(STRATUM):
            *stratum, tenure, kind, result = name.removeprefix(STRATUM).split("|")
            if kind == measure and tenure in tenures:
                measures["|".join(stratum)][f"{tenure}|{kind}|{result}"] = number
    prefixes = [f"{tenure}|{measure}" for tenure in tenures]
    groups = {stratum: group_of(each, prefixes) for stratum, each in measures.items()}
    return {stratum: each for stratum, each in groups.items() if each.size}


def _weighted(group: EvaluatedGroup, strata: Mapping[str, EvaluatedGroup]) -> QualityFigure:
    sizes = {stratum: int(stratum.rpartition("|")[2]) for stratum in strata}
    proportions = {stratum: each.proportion for stratum, each in strata.items()}
    ratios = {stratum: Ratio(each.numerator, each.denominator) for stratum, each in proportions.items()}
    value = weighted_estimate(sizes, ratios).value
    assert value is not None  # the group is not empty
    squares = sum((Fraction(sizes[stratum] ** 2, each.size) for stratum, each in strata.items()), Fraction(0))
    return QualityFigure(value, group, sum(sizes.values()) ** 2 / squares, weighted=True)
