"""The board as responses, with names and printed figures."""

from collections.abc import Mapping

from agent_api.access.user_names import find_names
from agent_api.board.advisor_days import AdvisorDay
from agent_api.board.curves import ComparedDay, ComparedDays
from agent_api.board.domain.half_hours import UNITS, BoardFraction, BoardMetric, BoardUnit, DayFigures
from agent_api.board.domain.thresholds import QueueThresholds, ThresholdsRow
from agent_api.board.schemas import (
    AdvisorSpan,
    BoardAdvisor,
    BoardCurves,
    BoardThresholdList,
    BoardThresholds,
    CurveDay,
    CurveFigure,
    CurveInterval,
    CurveMetric,
    CurvesQuery,
    PauseTime,
)
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from config.site.model import Site
from config.site.oversight.indicators import IndicatorDefinition, IndicatorKind
from metrics.indicators.results import format_value


def present_curves(query: CurvesQuery, compared: ComparedDays) -> BoardCurves:
    """Build the curves of three days."""
    return BoardCurves(
        line=query.line,
        queue=query.queue,
        until=compared.until,
        until_time=_time(compared.until_s),
        metrics=[_metric(metric, unit, compared.definitions) for metric, unit in UNITS.items()],
        days=[_day(name, day) for name, day in compared.days.items()],
    )


def _metric(
    metric: BoardMetric, unit: BoardUnit, definitions: Mapping[IndicatorKind, IndicatorDefinition]
) -> CurveMetric:
    found = None if metric == "arrivals" or metric == "waiting" else definitions.get(metric)  # noqa: PLR1714 - narrows
    target = found.target if found else None
    return CurveMetric(
        metric=metric, unit=unit, target=target, sense=found.sense if found and target is not None else None
    )


def _day(name: ComparedDay, day: DayFigures) -> CurveDay:
    return CurveDay(
        day=name,
        date=day.day,
        intervals=[
            CurveInterval(at=_time(each.offset_s), incomplete=each.incomplete, figures=_figures(each.figures))
            for each in day.intervals
        ],
        total=_figures(day.total),
        occupancy=_figure(day.occupancy, "percent"),
    )


def _figures(figures: Mapping[BoardMetric, BoardFraction]) -> dict[BoardMetric, CurveFigure]:
    return {metric: _figure(fraction, UNITS[metric]) for metric, fraction in figures.items()}


def _figure(fraction: BoardFraction, unit: BoardUnit) -> CurveFigure:
    return CurveFigure(numerator=fraction[0], denominator=fraction[1], value=print_figure(fraction, unit))


def print_figure(fraction: BoardFraction, unit: BoardUnit) -> str | None:
    """Print a figure with two decimals, calls as an integer; None if there was nothing to count."""
    numerator, denominator = fraction
    if unit == "calls":
        return str(numerator)
    if unit == "callers":
        return format_value(numerator * 1000, denominator, "seconds")
    return format_value(numerator, denominator, unit)


def _time(offset_s: int) -> str:
    return f"{offset_s // 3600:02}:{offset_s // 60 % 60:02}"


def present_advisor(site: Site, advisor: str, day: AdvisorDay) -> BoardAdvisor:
    """Build the day of an advisor."""
    accepted = day.adherence.formula.pauses if day.adherence else ()
    return BoardAdvisor(
        advisor=advisor,
        now=day.now,
        spans=[
            AdvisorSpan(
                state=each.state,
                reason=each.reason,
                reason_name=_pause_name(site, each.reason),
                begins=each.begins,
                ends=each.ends,
            )
            for each in day.spans
        ],
        times=dict(day.times.by_state),
        pauses=[
            PauseTime(
                reason=reason,
                name=_pause_name(site, reason) or reason or "Sin motivo",
                lasted_ms=lasted_ms,
                accepted=reason in accepted,
            )
            for reason, lasted_ms in sorted(day.times.paused.items(), key=lambda each: -each[1])
            if lasted_ms
        ],
        adherence=_figure((day.times.adherent, day.times.on_duty), "percent"),
        adherence_target=day.adherence.target if day.adherence else None,
        occupancy=_figure((day.times.busy, day.times.available), "percent"),
    )


def _pause_name(site: Site, reason: str) -> str | None:
    return site.pauses[reason].name if reason in site.pauses else None


async def present_thresholds(
    context: ApiContext, thresholds: Mapping[str, QueueThresholds | ThresholdsRow]
) -> BoardThresholdList:
    """Build the thresholds of the queues, with the names of the people who set them."""
    people = {each.changed_by for each in thresholds.values() if isinstance(each, ThresholdsRow)}
    names = await find_names(context.engine, context.site, context.cipher, people)
    return BoardThresholdList(
        queues=[_thresholds(context.site, queue, each, names) for queue, each in thresholds.items()]
    )


def _thresholds(
    site: Site, queue: str, found: QueueThresholds | ThresholdsRow, names: Mapping[str, str]
) -> BoardThresholds:
    row = found if isinstance(found, ThresholdsRow) else None
    values = found.thresholds if isinstance(found, ThresholdsRow) else found
    return BoardThresholds(
        queue=queue,
        queue_name=labels.queue_name(site, queue),
        waiting=values.waiting,
        longest_wait_s=values.longest_wait_s,
        service_level=values.service_level,
        abandon_rate=values.abandon_rate,
        own=row is not None,
        changed_at=row.changed_at if row else None,
        changed_by_name=names.get(row.changed_by, row.changed_by) if row else None,
    )
