"""Export a table of figures: what the screen shows, as a file."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from agent_api.access.principal import Forbidden, Principal
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import produce_file
from agent_api.indicators.breakdowns.schemas import AdvisorFigures, BreakdownExportForm, BreakdownTable, TimelinessRow
from agent_api.indicators.breakdowns.tables import SEES_ALL, advisors_of, reasons_of, timeliness_of
from agent_api.kit.context import ApiContext

_TITLES: Final[dict[BreakdownTable, str]] = {
    "timeliness": "Oportunidad",
    "reasons": "Motivos de contacto",
    "advisors": "Cifras por asesor",
}


class _Columns(NamedTuple):
    headings: Sequence[str]
    rows: list[list[Cell]]


async def export_table(context: ApiContext, principal: Principal, form: BreakdownExportForm) -> bytes:
    """Return a table as a file.

    Raises:
        Forbidden: the person may only see their own timeliness, and asked for another table.
        BadQuery: the period is empty or too long, or is not of whole days.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if form.table != "timeliness" and not principal.has_permission(SEES_ALL):
        raise Forbidden
    columns = await _columns(context, principal, form)
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(title=_TITLES[form.table], headings=columns.headings, rows=columns.rows),
        exported="figures",
        file_format=form.format,
        filters=filter_names(form, besides=("table", "format")),
        columns=(form.table,),
        author=principal.author(at=context.now(), site_version=context.site.version),
    )


async def _columns(context: ApiContext, principal: Principal, form: BreakdownExportForm) -> _Columns:
    if form.table == "timeliness":
        found = await timeliness_of(context, principal, form)
        groups = {"Área": found.areas, "Nivel": found.tiers, "Responsable": found.officials, "Total": [found.total]}
        headings = ("Por", "Nombre", "Identificador", "Respondidos en término", "Por responder", "Oportunidad %")
        return _Columns(headings, [_timeliness(by, row) for by, rows in groups.items() for row in rows])
    if form.table == "reasons":
        reasons = (await reasons_of(context, form)).reasons
        return _Columns(
            ("Semana", "Línea", "Tipología", "Llamadas"),
            [[each.week, each.line, each.name, each.calls] for each in reasons],
        )
    advisors = (await advisors_of(context, form)).advisors
    return _Columns(_OF_ADVISORS, [row for each in advisors for row in _advisor(each)])


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
