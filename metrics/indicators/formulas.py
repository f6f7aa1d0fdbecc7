"""Formulas over counts: the numerator and denominator of each indicator, and its variants. Pure.

A numerator is always a part of its denominator, or its time: of the calls ingressed in hours, only those answered calls
count that ingressed in hours.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final

import msgspec

from config.site.oversight.indicators import Formula, IndicatorDefinition, IndicatorKind
from metrics.indicators import cells
from metrics.indicators.breakdown.escalation import escalation_mean, escalation_share
from metrics.indicators.cells import Counts, Population, count_within
from metrics.indicators.quality_figures import numerator_and_denominator as quality_fraction

Sums = Mapping[Population, Counts]
"""Summed cells by population, for one period and one line or queue."""
Fraction = tuple[int, int]
"""Numerator and denominator."""

_ALL_INGRESSED: Final[tuple[Population, ...]] = ("in_hours", "after_hours")


def evaluate(formula: Formula, sums: Sums, *, of_queue: bool) -> Fraction:
    """Compute numerator and denominator of a figure; of times, milliseconds and calls.

    `of_queue` says that the sums are of one queue, whose calls are visits.
    """
    return _FIGURE_FUNCTIONS[formula.kind](formula, sums, of_queue)


def figure_function(formula: Formula) -> Callable[[Sums, bool], Fraction]:
    """Return `evaluate` for one formula, to call for many slots with sums and `of_queue`."""
    return partial(_FIGURE_FUNCTIONS[formula.kind], formula)


def _population(formula: Formula, sums: Sums, of_queue: bool) -> Counts:
    """Return the counts of the denominator's population."""
    if of_queue:
        return sums.get("visit", {})
    if formula.denominator == "ingressed":
        return sums.get("in_hours", {})
    return _sum_of(sums, _ALL_INGRESSED) if formula.denominator == "all_ingressed" else sums.get("calls", {})


def _sum_of(sums: Sums, populations: Iterable[Population]) -> Counts:
    return cells.sum_counts([sums[each] for each in populations if each in sums])


def _denominator(formula: Formula, cell: Counts) -> int:
    match formula.denominator:
        case "queued":
            return cell.get(cells.QUEUED, 0)
        case "queued_less_short":
            return cell.get(cells.QUEUED, 0) - _short_abandons(formula, cell)
        case "answered":
            return cell.get(cells.ANSWERED, 0)
    return cell.get(cells.ENTERED, 0)


def _short_abandons(formula: Formula, cell: Counts) -> int:
    """Count the callers who abandoned the queue before the short-abandon threshold."""
    return count_within(cell, cells.GAVE_UP_NAMES, formula.short_abandon_s, at_most=False)


def _service_level(formula: Formula, sums: Sums, of_queue: bool) -> Fraction:
    cell = _population(formula, sums, of_queue)
    names = cells.WAIT_NAMES if formula.wait_from == "queue" else cells.LINE_WAIT_NAMES
    answered = count_within(cell, names, formula.threshold_s, at_most=formula.bound == "at_most")
    return answered, _denominator(formula, cell)


def _answer_rate(formula: Formula, sums: Sums, of_queue: bool) -> Fraction:
    cell = _population(formula, sums, of_queue)
    return cell.get(cells.ANSWERED, 0), _denominator(formula, cell)


def _abandon_rate(formula: Formula, sums: Sums, of_queue: bool) -> Fraction:
    """Compute the abandon rate; where the formula excludes short abandons, neither part has them."""
    cell = _population(formula, sums, of_queue)
    abandoned = _abandoned(cell, of_queue)
    if formula.denominator == "queued_less_short":
        abandoned -= _short_abandons(formula, cell)
    return abandoned, _denominator(formula, cell)


def _abandoned(cell: Counts, of_queue: bool) -> int:
    return cell.get(f"{cells.LEFT if of_queue else cells.OUTCOME}abandoned_queue", 0)


def _short_abandon_rate(formula: Formula, sums: Sums, of_queue: bool) -> Fraction:
    cell = _whole_population(sums, of_queue)
    return _short_abandons(formula, cell), cell.get(cells.QUEUED, 0)


def _whole_population(sums: Sums, of_queue: bool) -> Counts:
    return sums.get("visit" if of_queue else "calls", {})


def _ratio(numerator: str, denominator: str) -> Callable[[Formula, Sums, bool], Fraction]:
    def figure(_: Formula, sums: Sums, of_queue: bool) -> Fraction:
        cell = _whole_population(sums, of_queue)
        return cell.get(numerator, 0), cell.get(denominator, 0)

    return figure


def _typified(_: Formula, sums: Sums, of_queue: bool) -> Fraction:
    """Compute typified calls ÷ answered calls; for a queue, of the calls first answered there."""
    counts = _whole_population(sums, of_queue)
    answered = cells.FIRST_ANSWERED if of_queue else cells.ANSWERED
    return counts.get(cells.TYPIFIED, 0), counts.get(answered, 0)


def _speed_of_answer(formula: Formula, sums: Sums, of_queue: bool) -> Fraction:
    cell = _whole_population(sums, of_queue)
    measure = cells.WAIT_MS if formula.wait_from == "queue" else cells.LINE_WAIT_MS
    return cell.get(measure, 0), cell.get(cells.ANSWERED, 0)


def _repeat_callers(formula: Formula, sums: Sums, of_queue: bool) -> Fraction:
    cell = _whole_population(sums, of_queue)
    return cell.get(f"{cells.AGAIN}{formula.repeat_days}", 0), cell.get(cells.CALLERS, 0)


def _petition_timeliness(_: Formula, sums: Sums, of_queue: bool) -> Fraction:
    cell = sums.get("ticket", {})
    return cell.get(cells.IN_TIME, 0), cell.get(cells.DUE, 0)


def _escalation_time(formula: Formula, sums: Sums, of_queue: bool) -> Fraction:
    return escalation_mean(formula, sums.get("ticket", {}))


def _escalated_in_time(formula: Formula, sums: Sums, of_queue: bool) -> Fraction:
    return escalation_share(formula, sums.get("ticket", {}))


def _occupancy(_: Formula, sums: Sums, of_queue: bool) -> Fraction:
    """Compute time with a caller or in wrap-up ÷ time on duty without pauses."""
    cell = sums.get("advisor", {})
    busy = sum(cell.get(f"{cells.STATE}{state}", 0) for state in ("talking", "wrap_up"))
    free = sum(cell.get(f"{cells.STATE}{state}", 0) for state in ("available", "offered"))
    return busy, busy + free


def _adherence(formula: Formula, sums: Sums, of_queue: bool) -> Fraction:
    """Compute time at work, or in a pause that the contract accepts as work, ÷ time on duty."""
    cell = sums.get("advisor", {})
    on_duty = sum(number for measure, number in cell.items() if measure.startswith(cells.STATE))
    paused = sum(number for measure, number in cell.items() if measure.startswith(f"{cells.STATE}{cells.PAUSED}"))
    allowed = sum(cell.get(f"{cells.STATE}{cells.PAUSED}{reason}", 0) for reason in formula.pauses)
    return on_duty - paused + allowed, on_duty


_FIGURE_FUNCTIONS: Final[dict[IndicatorKind, Callable[[Formula, Sums, bool], Fraction]]] = {
    "service_level": _service_level,
    "answer_rate": _answer_rate,
    "abandon_rate": _abandon_rate,
    "short_abandon_rate": _short_abandon_rate,
    "speed_of_answer": _speed_of_answer,
    "handle_time": _ratio(cells.HANDLE_MS, cells.ANSWERED),
    "typified": _typified,
    "repeat_callers": _repeat_callers,
    "first_contact": _ratio(cells.FIRST_CONTACT, cells.TICKETS),
    "petition_timeliness": _petition_timeliness,
    "escalation_time": _escalation_time,
    "escalated_in_time": _escalated_in_time,
    "occupancy": _occupancy,
    "adherence": _adherence,
    "quality_precision": quality_fraction,
    "quality_score": quality_fraction,
}


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """A formula that the contract could have chosen; `chosen` marks the one of the definition."""

    formula: Formula
    chosen: bool


def variants(definition: IndicatorDefinition) -> tuple[Variant, ...]:
    """Return the definition's own formula, then every other that its kind allows with the same thresholds."""
    own = definition.formula
    choices = _CHOICES.get(own.kind, {})
    formulas = [own]
    for field, values in choices.items():
        formulas = [msgspec.structs.replace(each, **{field: value}) for each in formulas for value in values]
    others = [each for each in dict.fromkeys(formulas) if each != own]
    return (Variant(formula=own, chosen=True), *(Variant(formula=each, chosen=False) for each in others))


_ENTERED: Final = ("ingressed", "all_ingressed", "queued", "queued_less_short")
_OF_EVALUATIONS: Final = {"tenures": (msgspec.UNSET, "all"), "estimate": (msgspec.UNSET, "plain")}
_CHOICES: Final[dict[IndicatorKind, Mapping[str, tuple[str | msgspec.UnsetType, ...]]]] = {
    "service_level": {
        "denominator": (*_ENTERED, "answered"),
        "wait_from": ("queue", "line"),
        "bound": ("at_most", "below"),
    },
    "answer_rate": {"denominator": _ENTERED},
    "abandon_rate": {"denominator": _ENTERED},
    "speed_of_answer": {"wait_from": ("queue", "line")},
    "quality_precision": _OF_EVALUATIONS,
    "quality_score": _OF_EVALUATIONS,
}
