"""An advisor's own figures: by month, of the random sample, with what is too little to be one. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

import msgspec

from config.site.quality.vocabulary import Family
from config.timezone import COLOMBIA
from metrics.quality.form import FAMILIES
from metrics.quality.interval import ConfidenceInterval, wilson_interval
from metrics.quality.precision import family_precision, mean_mark
from metrics.quality.score import Score
from metrics.service_level import Ratio

_MONTHS = 12


class ScoredWork(msgspec.Struct, frozen=True, kw_only=True):
    """A signed evaluation of the random sample; ``learning``: within the learning curve, so it counts in no figure."""

    evaluation: str
    worked_at: datetime
    score: Fraction | None
    families: Mapping[Family, bool]
    learning: bool


class FamilyFigure(msgspec.Struct, frozen=True, kw_only=True):
    """The precision of a family; the interval is None where the sample is insufficient."""

    family: Family
    ratio: Ratio
    interval: ConfidenceInterval | None


class OwnMonthFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a month such as ``2026-11``; the mean is None where the sample is insufficient."""

    month: str
    evaluations: int
    learning: int
    mean: Fraction | None
    families: Sequence[FamilyFigure]
    sufficient: bool


def figures_by_month(works: Sequence[ScoredWork], minimum: int) -> list[OwnMonthFigures]:
    """Compute the figures of the last twelve months with an evaluation, the oldest first."""
    by_month: dict[str, list[ScoredWork]] = {}
    for each in works:
        by_month.setdefault(month_of(each), []).append(each)
    return [_figures_of(month, by_month[month], minimum) for month in sorted(by_month)[-_MONTHS:]]


def month_of(work: ScoredWork) -> str:
    """Return the local month of the work."""
    return f"{work.worked_at.astimezone(COLOMBIA):%Y-%m}"


def _figures_of(month: str, works: Sequence[ScoredWork], minimum: int) -> OwnMonthFigures:
    counted = [Score(mark=each.score, families=dict(each.families)) for each in works if not each.learning]
    mean, precision = mean_mark(counted), family_precision(counted)
    return OwnMonthFigures(
        month=month,
        evaluations=len(counted),
        learning=len(works) - len(counted),
        mean=mean.mark if mean.evaluations >= minimum else None,
        families=[_family_figure(family, precision[family], minimum) for family in FAMILIES],
        sufficient=len(counted) >= minimum,
    )


def _family_figure(family: Family, ratio: Ratio, minimum: int) -> FamilyFigure:
    enough = ratio.denominator >= minimum
    return FamilyFigure(family=family, ratio=ratio, interval=wilson_interval(ratio) if enough else None)
