"""Export a table of figures: what the screen shows, as a file."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from agent_api.access.principal import Forbidden, Principal
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import produce_file
from agent_api.indicators.breakdowns.schemas import AdvisorFigures, BreakdownExportForm, BreakdownTable, TimelinessRow
from agent_api.indicators.breakdowns.series_table import (
    OF_FIGURE,
    OF_VOLUME,
    Compared,
    figure_cells,
    layout_compared,
    volume_cells,
)
from agent_api.indicators.breakdowns.tables import SEES_ALL, advisors_of, reasons_of, timeliness_of
from agent_api.indicators.schemas import IndicatorPeriodQuery
from agent_api.indicators.trends.schemas import IndicatorSeries, SeriesQuery
from agent_api.indicators.trends.series import series_of
from agent_api.indicators.trends.week_hours import week_hours_of
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import BadQuery

_TITLES: Final[dict[BreakdownTable, str]] = {
    "timeliness": "Oportunidad",
    "reasons": "Motivos de contacto",
    "advisors": "Cifras por asesor",
    "series": "Evolución",
    "hours": "Día y hora",
}
_SOURCE: Final = "Atención: diario de hechos, las mismas cuentas que los indicadores del contrato"


class _Content(NamedTuple):
    headings: Sequence[str]
    rows: list[list[Cell]]
    begins: datetime
    ends: datetime
    until: datetime | None
    indicator: str = ""
    compared_from: datetime | None = None


async def export_table(context: ApiContext, principal: Principal, form: BreakdownExportForm) -> bytes:
    """Return a table as a file, which says its period, its source and when it was made.

    Raises:
        Forbidden: the person may only see their own timeliness, and asked for another table.
        BadQuery: the period is empty or too long, or is not of whole days; or the table needs an indicator.
        NotFound: the indicator does not exist.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if form.table != "timeliness" and not principal.has_permission(SEES_ALL):
        raise Forbidden
    content = await _content(context, principal, form)
    author = principal.author(at=context.now(), site_version=context.site.version)
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(
            title=_TITLES[form.table],
            headings=content.headings,
            rows=content.rows,
            notes=_notes(form, content, author.at),
        ),
        exported="figures",
        file_format=form.format,
        filters=filter_names(form, besides=("table", "format")),
        columns=(form.table,),
        author=author,
    )


def _notes(form: BreakdownExportForm, content: _Content, now: datetime) -> list[tuple[str, Cell]]:
    last = local_date(content.ends - timedelta(microseconds=1))
    title = " · ".join(filter(None, (_TITLES[form.table], content.indicator)))
    return [
        ("Título", title),
        ("Desde", local_date(content.begins)),
        ("Hasta", last),
        *_compared_notes(content),
        ("Línea", form.line or "Todas"),
        ("Cola", form.queue or "Todas"),
        ("Contado hasta", content.until),
        ("Fuente", _SOURCE),
        ("Hecho el", now),
    ]


def _compared_notes(content: _Content) -> list[tuple[str, Cell]]:
    if content.compared_from is None:
        return []
    ends = content.compared_from + (content.ends - content.begins)
    return [
        ("Comparado desde", local_date(content.compared_from)),
        ("Comparado hasta", local_date(ends - timedelta(microseconds=1))),
    ]


async def _content(context: ApiContext, principal: Principal, form: BreakdownExportForm) -> _Content:
    if form.table == "timeliness":
        found = await timeliness_of(context, principal, form)
        groups = {"Área": found.areas, "Nivel": found.tiers, "Responsable": found.officials, "Total": [found.total]}
        headings = ("Por", "Nombre", "Identificador", "Respondidos en término", "Por responder", "Oportunidad %")
        rows = [_timeliness(by, row) for by, of_group in groups.items() for row in of_group]
        return _Content(headings, rows, found.begins, found.ends, found.until)
    if form.table == "reasons":
        reasons = await reasons_of(context, form)
        rows = [[each.week, each.line, each.name, each.calls] for each in reasons.reasons]
        return _Content(("Semana", "Línea", "Tipología", "Llamadas"), rows, reasons.begins, reasons.ends, reasons.until)
    if form.table == "advisors":
        table = await advisors_of(context, form)
        rows = [row for each in table.advisors for row in _advisor(each)]
        return _Content(_OF_ADVISORS, rows, table.begins, table.ends, table.until)
    return await _trend(context, form)


async def _trend(context: ApiContext, form: BreakdownExportForm) -> _Content:
    if form.indicator is None:
        raise BadQuery("indicator", "Diga cuál indicador.")
    if form.table == "series":
        return await _series(context, form, form.indicator)
    of_period = {"from": form.begins, "to": form.ends, "line": form.line, "queue": form.queue}
    week = await week_hours_of(context, form.indicator, IndicatorPeriodQuery.model_validate(of_period))
    rows = [[_WEEKDAYS[each.weekday - 1], each.hour, *figure_cells(each), *volume_cells(each)] for each in week.hours]
    headings = ("Día", "Hora", *OF_FIGURE, *OF_VOLUME)
    return _Content(headings, rows, week.begins, week.ends, week.until, week.definition.name)


async def _series(context: ApiContext, form: BreakdownExportForm, indicator: str) -> _Content:
    """Return one indicator, or two side by side, and the same of another period."""
    indicators = [indicator, *([form.second] if form.second and form.second != indicator else [])]
    place = {"line": form.line, "queue": form.queue, "by": form.by}
    query = SeriesQuery.model_validate({**place, "from": form.begins, "to": form.ends})
    now = [await series_of(context, each, query) for each in indicators]
    first = now[0]
    about = (first.begins, first.ends, first.until, " y ".join(each.definition.name for each in now))
    if form.compare_from is None and len(now) == 1:
        rows: list[list[Cell]] = [[each.starts_at, *figure_cells(each), *volume_cells(each)] for each in first.points]
        return _Content(("Comienzo", *OF_FIGURE, *OF_VOLUME), rows, *about)
    before: list[IndicatorSeries] = []
    if form.compare_from is not None:
        ends = form.compare_from + (first.ends - first.begins)
        query = SeriesQuery.model_validate({**place, "from": form.compare_from, "to": ends})
        before = [await series_of(context, each, query) for each in indicators]
    shift = first.begins - (form.compare_from or first.begins)
    headings, rows = layout_compared(Compared(by=form.by, now=now, before=before, shift=shift))
    return _Content(headings, rows, *about, form.compare_from)


_WEEKDAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_OF_ADVISORS: Final = (
    *("Asesor", "Usuario", "Llamadas", "Conversación ms", "Espera ms", "Tipificación ms", "TMO s", "Esperas"),
    *("Transferencias", "Sin tipificar", "Sin tipificar %", "Pregunta", "Respuesta", "Quienes la dieron"),
    *("Quienes respondieron", "Respuesta %"),
)


def _timeliness(by: str, row: TimelinessRow) -> list[Cell]:
    return [by, row.name, row.id, row.in_time, row.due, row.value]


def _advisor(each: AdvisorFigures) -> list[list[Cell]]:
    """Return a row for an advisor, then one for each answer to the survey."""
    own: list[Cell] = [each.name, each.advisor]
    work: list[Cell] = [
        *(each.calls, each.talk_ms, each.hold_ms, each.wrap_ms, each.handle_time, each.holds),
        *(each.transfers, each.untyped, each.untyped_share),
    ]
    answers: list[list[Cell]] = [
        [*own, *([None] * len(work)), result.name, share.name, share.callers, result.answered, share.share]
        for result in each.survey
        for share in result.answers
    ]
    return [[*own, *work, *([None] * 5)], *answers]
