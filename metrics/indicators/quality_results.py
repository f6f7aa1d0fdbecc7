"""Results of quality from the counts of evaluations: by channel, line and advisor, without a definition. Pure.

They need only the cells of the population ``evaluated``, so they are as current as the indicators and agree with them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from config.site.oversight.indicators import Formula
from config.site.quality.vocabulary import Family, QualityChannel
from metrics.indicators.cells import STRATUM, Counts
from metrics.indicators.quality_figures import QualityFigure, figure_of
from metrics.indicators.quality_folds import EVALUATED
from metrics.quality.form import FAMILIES

QualityMeasure = Family | Literal["score"]
QUALITY_MEASURES: Final[tuple[QualityMeasure, ...]] = (*FAMILIES, "score")
QualityFigures = Mapping[QualityMeasure, QualityFigure]
"""The figures of some evaluations, without those that no evaluation has."""


class CountedResult(NamedTuple):
    """A result of evaluations, as a measure of the population ``evaluated`` names it.

    Attributes:
        week: as `stratum`, the size of the stratum, empty or 0 unless the estimate is weighted.
        line: of a call; of a ticket, its channel.
        tenure: ``new`` in the learning curve, else ``counted``.
        measure: such as ``user|passed``.
    """

    channel: str
    week: str
    line: str
    advisor: str
    stratum: int
    tenure: str
    measure: str


def results_of_counts(cells: Iterable[Counts]) -> dict[CountedResult, int]:
    """Sum the results of some cells of the population ``evaluated``."""
    total: Counter[str] = Counter()
    for counts in cells:
        total.update(counts)
    return {_parse(name): number for name, number in total.items() if number}


def _parse(name: str) -> CountedResult:
    channel, week, line, advisor, stratum, tenure, measure = name.split("|", 6)
    return CountedResult(channel, week, line, advisor, int(stratum), tenure, measure)


def figures_of(results: Mapping[CountedResult, int], channel: QualityChannel, *, new: bool = False) -> QualityFigures:
    """Compute the figures of a channel; `new` gives those of advisors in their learning curve, who are kept apart."""
    wanted = "new" if new else "counted"
    of_channel = {each: number for each, number in results.items() if (each[0], each.tenure) == (channel, wanted)}
    sums = {EVALUATED[channel]: dict(_as_counted(of_channel))}
    figures = {measure: figure_of(_formula(channel, measure), sums) for measure in QUALITY_MEASURES}
    return {measure: figure for measure, figure in figures.items() if figure is not None}


def _formula(channel: QualityChannel, measure: QualityMeasure) -> Formula:
    if measure == "score":
        return Formula(kind="quality_score", channel=channel)
    return Formula(kind="quality_precision", channel=channel, family=measure)


def _as_counted(results: Mapping[CountedResult, int]) -> Iterator[tuple[str, int]]:
    """Yield the measures that a figure is computed from, each as of an experienced advisor."""
    plain: Counter[str] = Counter()
    for each, number in results.items():
        plain[f"counted|{each.measure}"] += number
        if each.stratum:
            stratum = f"{each.week}|{each.line}|{each.advisor}|{each.stratum}"
            yield f"{STRATUM}{stratum}|counted|{each.measure}", number
    yield from plain.items()


def split_results(
    results: Mapping[CountedResult, int], key: Callable[[CountedResult], str]
) -> dict[str, dict[CountedResult, int]]:
    """Group results by a part of their name, such as the line or the advisor, in its order."""
    groups: defaultdict[str, dict[CountedResult, int]] = defaultdict(dict)
    for each, number in results.items():
        groups[key(each)][each] = number
    return {name: groups[name] for name in sorted(groups)}
