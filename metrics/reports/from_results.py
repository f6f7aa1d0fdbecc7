"""Conversion of the contract's results to the inputs of a report: names for ids, rows for slots. Pure.

It computes no figure: numerators and denominators are those of `metrics.indicators`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal

import msgspec

from config.site.oversight.indicators import IndicatorDefinition, IndicatorKind
from eventlog.facts import OUTCOMES
from metrics.indicators.results import BalanceRow, EvaluatedSample, Figure, Results, SlotKind, written_count
from metrics.reports.inputs import Indicator, Slot, Totals
from metrics.service_level import Balance, Ratio

Scope = tuple[str, str]
"""Line and queue, as in the results; empty for all."""
NO_TOTALS = Totals(
    balance=Balance(ingressed=0, outcomes=dict.fromkeys(OUTCOMES, 0), in_progress=0, difference=0), figures={}
)

_NOTES: Final[Mapping[IndicatorKind, str]] = {
    "repeat_callers": (
        "Quienes vuelven a llamar: son de la misma persona las llamadas de un mes y una línea que llegan del mismo "
        "número o de un cliente con la identidad verificada. No cuenta quien oculta su número y no se verifica."
    )
}

_QUALITY: Final[Mapping[IndicatorKind, Literal["precision", "score"]]] = {
    "quality_precision": "precision",
    "quality_score": "score",
}


def indicators_of(definitions: Sequence[IndicatorDefinition]) -> tuple[Indicator, ...]:
    """Return the indicators of a period, in the site's order, from the definitions that apply in it."""
    versions = Counter(each.id for each in definitions)
    return tuple(_indicator(each, has_several=versions[each.id] > 1) for each in definitions)


def service_level_id(definitions: Iterable[IndicatorDefinition]) -> str:
    """Return the id of the service level, which the chart shows below the calls; empty if the contract has none."""
    return next((each.id for each in definitions if each.formula.kind == "service_level"), "")


def _indicator(definition: IndicatorDefinition, *, has_several: bool) -> Indicator:
    since = f" (desde el {definition.valid_from:%d/%m/%Y})" if has_several else ""
    return Indicator(
        id=definition.id,
        version=definition.version,
        name=f"{definition.name}{since}",
        unit=definition.formula.unit,
        sense=definition.sense,
        target=_ratio(definition.target),
        note=_NOTES.get(definition.formula.kind, ""),
        quality=_QUALITY.get(definition.formula.kind, ""),
        of_time=definition.formula.kind in ("occupancy", "adherence"),
    )


def totals_by_scope(results: Results, kind: SlotKind) -> dict[tuple[datetime, Scope], Totals]:
    """Return the totals of each slot of a kind, by start and scope."""
    figures: dict[tuple[datetime, Scope], dict[str, Ratio]] = {}
    for figure in results.figures:
        if figure.kind == kind:
            scope_totals, ratio = figures.setdefault(_key(figure), {}), Ratio(figure.numerator, figure.denominator)
            scope_totals[figure.indicator] = scope_totals[f"{figure.indicator}|{figure.version}"] = ratio
    samples: dict[tuple[datetime, Scope], dict[str, EvaluatedSample]] = {}
    for figure in results.figures:
        if figure.kind == kind and figure.sample is not msgspec.UNSET:
            samples.setdefault(_key(figure), {})[f"{figure.indicator}|{figure.version}"] = figure.sample
    balances = {_key(row): _balance(row) for row in results.balances if row.kind == kind}
    rows: tuple[Figure | BalanceRow, ...] = (*results.figures, *results.balances)
    missing = {_key(row) for row in rows if row.kind == kind and row.incomplete}
    return {
        key: Totals(
            balance=balances.get(key, NO_TOTALS.balance),
            figures=figures.get(key, {}),
            samples=samples.get(key, {}),
            incomplete=key in missing,
        )
        for key in {**balances, **figures}
    }


def slots_of(
    stretches: Mapping[tuple[datetime, Scope], Totals], starts: Sequence[datetime], name: Callable[[datetime], str]
) -> tuple[Slot, ...]:
    """Return the totals of all lines for each start, also those without a call; `name` labels a slot on the axis."""
    return tuple(Slot(name=name(start), totals=stretches.get((start, ("", "")), NO_TOTALS)) for start in starts)


def _key(row: Figure | BalanceRow) -> tuple[datetime, Scope]:
    return row.starts_at, (row.line, row.queue)


def _balance(row: BalanceRow) -> Balance:
    return Balance(
        ingressed=row.entered,
        received=row.received,
        outcomes=row.outcomes,
        moved=row.moved,
        in_progress=row.in_progress,
        difference=row.difference,
        anomalous=written_count(row.anomalous),
        set_aside=written_count(row.set_aside),
        without_talk=written_count(row.without_talk),
    )


def _ratio(target: float | None) -> Ratio | None:
    if target is None:
        return None
    exact = Fraction(str(target))
    return Ratio(exact.numerator, exact.denominator)
