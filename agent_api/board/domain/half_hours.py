"""The figures of the board from the counts of the indicators, by half hour and summed up to a time of day. Pure.

Owns which figures the board shows and how many callers waited at once. The other figures are the contract's, by its
own formulas, so that the board and the indicators never disagree.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final, Literal, get_args

import msgspec

from config.site.oversight.indicators import Formula, IndicatorDefinition, IndicatorKind
from metrics.indicators.aggregation import FigureSlot
from metrics.indicators.cells import (
    ENTERED,
    GAVE_UP,
    INTERVAL_S,
    WAIT_MS,
    Counts,
    Population,
    sum_counts,
)
from metrics.indicators.formulas import Sums, evaluate

BoardMetric = Literal["arrivals", "waiting", "service_level", "abandon_rate", "speed_of_answer", "handle_time"]
BoardUnit = Literal["calls", "callers", "percent", "seconds"]
ContractMetric = Literal["service_level", "abandon_rate", "speed_of_answer", "handle_time"]
CONTRACT_METRICS: Final[tuple[ContractMetric, ...]] = get_args(ContractMetric)
UNITS: Final[dict[BoardMetric, BoardUnit]] = {
    "arrivals": "calls",
    "waiting": "callers",
    "service_level": "percent",
    "abandon_rate": "percent",
    "speed_of_answer": "seconds",
    "handle_time": "seconds",
}
DAY_S: Final = 86_400
_HALF_SECOND_MS: Final = 500
BoardFraction = tuple[int, int]
"""Numerator and denominator; of seconds and of waiting callers, the numerator is in milliseconds."""


class IntervalFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a half hour.

    Attributes:
        offset_s: start of the half hour, s after local midnight.
        incomplete: whether data of it are missing.
    """

    offset_s: int
    incomplete: bool
    figures: Mapping[BoardMetric, BoardFraction]


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The half hours of a local day in which something happened, and their sum up to a time of day.

    ``occupancy`` is that of all advisors together.
    """

    day: date
    intervals: tuple[IntervalFigures, ...]
    total: Mapping[BoardMetric, BoardFraction]
    occupancy: BoardFraction


def definitions_by_kind(
    definitions: Sequence[IndicatorDefinition], day: date
) -> dict[IndicatorKind, IndicatorDefinition]:
    """Return the first definition of each kind that is in force on a day."""
    found: dict[IndicatorKind, IndicatorDefinition] = {}
    for each in definitions:
        if each.is_in_force_on(day):
            found.setdefault(each.formula.kind, each)
    return found


def formula_of(kind: IndicatorKind, definitions: Mapping[IndicatorKind, IndicatorDefinition]) -> Formula:
    """Return the contract's formula of a kind, or the default one if the contract has none."""
    return definitions[kind].formula if kind in definitions else Formula(kind=kind)


def figures_of_day(
    day: date,
    midnight_s: int,
    sums: Mapping[FigureSlot, Sums],
    definitions: Mapping[IndicatorKind, IndicatorDefinition],
    *,
    until_s: int,
    of_queue: bool,
    elapsed_s: int = DAY_S,
) -> DayFigures:
    """Return the figures of a day.

    Args:
        day: the local day.
        midnight_s: its beginning, s since the Unix epoch.
        sums: the counts of its half hours.
        definitions: the contract's, by kind.
        until_s: the total has the half hours that begin before, s after midnight.
        of_queue: whether the counts are visits to a queue.
        elapsed_s: how much of the day is over, s.
    """
    slots = sorted((slot.start - midnight_s, slot.incomplete, each) for slot, each in sums.items())
    active = [slot for slot in slots if slot[1] or _calls_of(slot[2], of_queue=of_queue)]
    figure = partial(_figures_of, definitions=definitions, of_queue=of_queue)
    whole = _sum_populations([each for offset, _, each in slots if offset < until_s])
    spans = [_span_ms(offset, elapsed_s) for offset, _, _ in active if offset < until_s]
    return DayFigures(
        day=day,
        intervals=tuple(
            IntervalFigures(
                offset_s=offset, incomplete=incomplete, figures=figure(each, span_ms=_span_ms(offset, elapsed_s))
            )
            for offset, incomplete, each in active
        ),
        total=figure(whole, span_ms=sum(spans)),
        occupancy=evaluate(formula_of("occupancy", definitions), whole, of_queue=False),
    )


def _figures_of(
    sums: Sums, *, definitions: Mapping[IndicatorKind, IndicatorDefinition], of_queue: bool, span_ms: int
) -> dict[BoardMetric, BoardFraction]:
    calls = _calls_of(sums, of_queue=of_queue)
    own: dict[BoardMetric, BoardFraction] = {
        "arrivals": (calls.get(ENTERED, 0), 1),
        "waiting": (_waited_ms(calls), span_ms),
    }
    contract: dict[BoardMetric, BoardFraction] = {
        kind: evaluate(formula_of(kind, definitions), sums, of_queue=of_queue) for kind in CONTRACT_METRICS
    }
    return {**own, **contract}


def _calls_of(sums: Sums, *, of_queue: bool) -> Counts:
    return sums.get("visit" if of_queue else "calls", {})


def _waited_ms(calls: Counts) -> int:
    """Return how long callers waited in total, by Little's law the mean number of them times the span.

    A caller who gave up counts to the half second. Callers who left the queue by an overflow are not counted.
    """
    gave_up = (int(name[len(GAVE_UP) :]) * number for name, number in calls.items() if name.startswith(GAVE_UP))
    return calls.get(WAIT_MS, 0) + _HALF_SECOND_MS * sum(gave_up)


def _span_ms(offset_s: int, elapsed_s: int) -> int:
    return 1000 * max(1, min(INTERVAL_S, elapsed_s - offset_s))


def _sum_populations(sums: Sequence[Sums]) -> Sums:
    populations: dict[Population, list[Counts]] = {}
    for each in sums:
        for population, counts in each.items():
            populations.setdefault(population, []).append(counts)
    return {population: sum_counts(counts) for population, counts in populations.items()}
