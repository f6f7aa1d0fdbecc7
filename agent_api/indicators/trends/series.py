"""Compute one indicator over time, with the volume of calls behind each figure.

Every figure is the one that the indicators of the contract have: the same report, limited to one indicator.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final, NamedTuple

from agent_api.indicators.schemas import present_definition
from agent_api.indicators.service import IndicatorReport, Selection, report_of, resolve_selection
from agent_api.indicators.trends.schemas import IndicatorSeries, SeriesPoint, SeriesQuery
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import BadQuery, NotFound
from config.site.oversight.indicators import IndicatorDefinition, meets_target
from metrics.indicators.results import BalanceRow, Figure, exact_value, format_value

MAX_INTERVAL_RANGE: Final = timedelta(days=62)
"""The longest period by interval: two months, of about 3,000 points."""


class Volume(NamedTuple):
    """The calls of a slot, as its closing balance has them."""

    entered: int = 0
    answered: int = 0
    abandoned: int = 0


class NoSuchIndicator(NotFound):
    """Neither the period nor the site has the indicator."""

    code: ClassVar[str] = "not_found"

    def __init__(self, indicator: str) -> None:
        super().__init__(f"No hay ningún indicador «{indicator}» vigente en ese período.")


async def series_of(context: ApiContext, indicator: str, query: SeriesQuery) -> IndicatorSeries:
    """Return an indicator over time.

    Raises:
        BadQuery: the period is empty or too long, or cuts an interval.
        NoSuchIndicator: neither the period nor the site has it.
    """
    selection = resolve_selection(query.begins, query.ends, context.now(), query.line, query.queue)
    if query.by == "interval" and selection.ends - selection.begins > MAX_INTERVAL_RANGE:
        raise BadQuery("from", "El período pasa de 62 días: por media hora, pida uno más corto.")
    report = await report_of(
        *(context.engine, context.campaign, context.site.indicators, selection, query.by),
        queues=False,
        indicator=indicator,
    )
    latest = latest_definition(indicator, report.definitions, context.site.indicators)
    return IndicatorSeries(
        begins=selection.begins,
        ends=selection.ends,
        by=query.by,
        until=report.until,
        definition=present_definition(latest),
        points=_points(report, selection),
    )


def latest_definition(
    indicator: str, applied: Sequence[IndicatorDefinition], current: Iterable[IndicatorDefinition]
) -> IndicatorDefinition:
    """Return the last applied version of an indicator, or else the site's.

    Raises:
        NoSuchIndicator: there is none.
    """
    of_site = (each for each in current if each.id == indicator)
    matching = [each for each in applied if each.id == indicator] or list(of_site)
    if not matching:
        raise NoSuchIndicator(indicator)
    return max(matching, key=lambda each: each.valid_from)


def volumes(balances: Iterable[BalanceRow], selection: Selection) -> dict[datetime, Volume]:
    """Return the calls of each slot of the selected line and queue."""
    place = (selection.line or "", selection.queue or "")
    return {
        each.starts_at: Volume(
            each.entered + each.received, each.outcomes["answered"], each.outcomes["abandoned_queue"]
        )
        for each in balances
        if (each.line, each.queue) == place
    }


def figures_at(figures: Iterable[Figure], selection: Selection) -> list[Figure]:
    """Return the figures of the selected line and queue."""
    place = (selection.line or "", selection.queue or "")
    return [each for each in figures if (each.line, each.queue) == place]


def verdict(definition: IndicatorDefinition, numerator: int, denominator: int) -> tuple[str | None, bool | None]:
    """Return a printed figure, and whether it reaches the target of its definition."""
    unit = definition.formula.unit
    value = exact_value(numerator, denominator, unit)
    met = None if value is None else meets_target(definition, value)
    return format_value(numerator, denominator, unit), met


def _points(report: IndicatorReport, selection: Selection) -> list[SeriesPoint]:
    """Return a point for each figure, and one for each slot with calls but without a figure."""
    calls = volumes(report.balances, selection)
    by_version = {each.version: each for each in report.definitions}
    points = [_point(each, by_version, calls) for each in figures_at(report.figures, selection)]
    counted = {each.starts_at for each in points}
    gaps = {each.starts_at for each in report.balances if each.incomplete}
    points += [_empty_point(at, at in gaps, volume) for at, volume in calls.items() if at not in counted]
    return sorted(points, key=lambda each: (each.starts_at, each.version))


def _point(
    figure: Figure, by_version: Mapping[str, IndicatorDefinition], calls: Mapping[datetime, Volume]
) -> SeriesPoint:
    definition = by_version[figure.version]
    value, met = verdict(definition, figure.numerator, figure.denominator)
    return SeriesPoint(
        starts_at=figure.starts_at,
        version=figure.version,
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=value,
        target=definition.target,
        meets=met,
        incomplete=figure.incomplete,
        **calls.get(figure.starts_at, Volume())._asdict(),
    )


def _empty_point(at: datetime, incomplete: bool, volume: Volume) -> SeriesPoint:
    return SeriesPoint(
        starts_at=at,
        version="",
        numerator=0,
        denominator=0,
        value=None,
        target=None,
        meets=None,
        incomplete=incomplete,
        **volume._asdict(),
    )
