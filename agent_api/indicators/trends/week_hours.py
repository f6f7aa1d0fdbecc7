"""Compute one indicator by weekday and hour, over all days of a period.

The counts of all Mondays at 8 are added up before the formula is applied, so a figure is the exact fraction of those
hours and not a mean of percentages. Each version of a definition counts on its own days.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

import msgspec

from agent_api.indicators.schemas import IndicatorPeriodQuery, present_definition
from agent_api.indicators.service import Selection, load_counts, resolve_selection
from agent_api.indicators.trends.schemas import WeekHour, WeekHours
from agent_api.indicators.trends.series import Volume, figures_at, latest_definition, verdict, volumes
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import ApiError
from config.site.oversight.indicators import OF_QUALITY, IndicatorDefinition
from config.timezone import COLOMBIA
from metrics.indicators.aggregation import ScopeFilter, day_of, results_by_slot, start_of_day
from metrics.indicators.cells import CellKey, Counts, sum_counts
from metrics.indicators.results import Figure, slot_start

_HOUR_S: Final = 3600
_DAY: Final = timedelta(days=1)
_FIRST_DAY: Final = date(2001, 1, 1)
_MONDAY: Final = start_of_day(_FIRST_DAY)
"""The week into which all counts are moved; any one would do."""


class NoWeekHours(ApiError):
    """An estimate of quality is weighted by week, so hours do not add up."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no_week_hours"

    def __init__(self, name: str) -> None:
        super().__init__(f"«{name}» se estima por semanas de muestra: no se divide por horas.")


async def week_hours_of(context: ApiContext, indicator: str, query: IndicatorPeriodQuery) -> WeekHours:
    """Return an indicator by weekday and hour.

    Raises:
        BadQuery: the period is empty or too long, or cuts an interval.
        NoSuchIndicator: neither the period nor the site has it.
        NoWeekHours: it is of quality.
    """
    selection = resolve_selection(query.begins, query.ends, context.now(), query.line, query.queue)
    scope = selection.scope_filter(queues=False)
    counted, definitions, position = await load_counts(
        context.engine, context.campaign, context.site.indicators, selection, scope, by_day=False
    )
    latest = latest_definition(indicator, definitions, context.site.indicators)
    if latest.formula.kind in OF_QUALITY:
        raise NoWeekHours(latest.name)
    versions = [each for each in definitions if each.id == indicator]
    return WeekHours(
        begins=selection.begins,
        ends=selection.ends,
        until=position.at,
        definition=present_definition(latest),
        days=weekday_counts(selection.begins, selection.ends),
        hours=await asyncio.to_thread(_hours, counted, versions, latest, selection, scope),
    )


def weekday_counts(begins: datetime, ends: datetime) -> list[int]:
    """Return how many days of each weekday a period touches, from Monday to Sunday."""
    counts, day, last = [0] * 7, local_date(begins), local_date(ends - timedelta(microseconds=1))
    while day <= last:
        counts[day.weekday()] += 1
        day += _DAY
    return counts


def _hours(
    counted: Mapping[CellKey, Counts],
    versions: Sequence[IndicatorDefinition],
    latest: IndicatorDefinition,
    selection: Selection,
    scope: ScopeFilter,
) -> list[WeekHour]:
    """Return the hours with a call or a figure, in order; fractions of several versions are added up."""
    folded = _fold_into_week(counted.items())
    balances = results_by_slot(folded, (), "interval", _MONDAY, scope).balances
    calls = volumes(balances, selection)
    fractions: dict[datetime, tuple[int, int]] = {}
    for each in versions:
        valid = ((key, cell) for key, cell in counted.items() if each.is_in_force_on(day_of(key.slot)))
        for figure in figures_at(_figures_of_week(_fold_into_week(valid), each, scope), selection):
            top, bottom = fractions.get(figure.starts_at, (0, 0))
            fractions[figure.starts_at] = (top + figure.numerator, bottom + figure.denominator)
    gaps = {slot_start(key.slot) for key in folded if key.population == "gap"}
    return [
        _hour(at, fractions.get(at, (0, 0)), calls.get(at, Volume()), latest, incomplete=at in gaps)
        for at in sorted(calls.keys() | fractions.keys())
    ]


def _figures_of_week(
    folded: Mapping[CellKey, Counts], version: IndicatorDefinition, scope: ScopeFilter
) -> tuple[Figure, ...]:
    in_force = msgspec.structs.replace(version, valid_from=_FIRST_DAY, valid_to=None)
    return results_by_slot(folded, (in_force,), "interval", _MONDAY, scope).figures


def _fold_into_week(cells: Iterable[tuple[CellKey, Counts]]) -> dict[CellKey, Counts]:
    """Add the counts of all days into one week, by hour."""
    gathered: dict[CellKey, list[Counts]] = {}
    for key, counts in cells:
        gathered.setdefault(key._replace(slot=_week_slot(key.slot)), []).append(counts)
    return {key: sum_counts(several) for key, several in gathered.items()}


def _week_slot(slot: int) -> int:
    """Return the start of the hour of the week that contains an interval."""
    day = day_of(slot)
    hour = (slot - start_of_day(day)) // _HOUR_S
    return _MONDAY + day.weekday() * 24 * _HOUR_S + hour * _HOUR_S


def _hour(
    at: datetime, fraction: tuple[int, int], volume: Volume, latest: IndicatorDefinition, *, incomplete: bool
) -> WeekHour:
    local = at.astimezone(COLOMBIA)
    value, met = verdict(latest, *fraction)
    return WeekHour(
        weekday=local.isoweekday(),
        hour=local.hour,
        numerator=fraction[0],
        denominator=fraction[1],
        value=value,
        meets=met,
        incomplete=incomplete,
        **volume._asdict(),
    )
